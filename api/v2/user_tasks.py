"""User tasks: found, read, assigned, changed, completed."""

from __future__ import annotations

import re
from typing import Annotated, Any

from msgspec import Meta

from api.call import Call, Reply
from api.errors import PreconditionFailed
from api.json import (
    Answer,
    Body,
    FoundAnswer,
    Instant,
    Key,
    Variables,
    found,
    instant,
    instant_or_none,
    key_or_none,
    read_instant,
)
from api.operations import Parameter, Router
from api.search import TENANT, TENANT_ID, Property, SearchBody, SearchFields, Type
from api.v2.forms import FormAnswer, form_answer
from engine.commands.assign_user_task import AssignUserTask, UnassignUserTask
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.update_user_task import UpdateUserTask, UserTaskChangedMeanwhile
from engine.queries.user_tasks import GetUserTask, GetUserTaskForm, SearchUserTasks

router = Router("/v2/user-tasks", tag="User tasks", vi="Công việc")

STATES = (
    "CREATING", "CREATED", "ASSIGNING", "UPDATING", "COMPLETING", "COMPLETED", "CANCELING", "CANCELED", "FAILED",
)  # fmt: skip

FIELDS = SearchFields(
    "user_task",
    {
        "userTaskKey": Property(Type.KEY, "key"),
        "name": Property(Type.TEXT, "name"),
        "state": Property(Type.ENUM, "state", values=STATES),
        "assignee": Property(Type.TEXT, "assignee"),
        "priority": Property(Type.INTEGER, "priority"),
        "elementId": Property(Type.TEXT, "element_id"),
        "elementInstanceKey": Property(Type.KEY, "key"),
        "candidateGroup": Property(Type.TEXT, "candidate_group", is_sortable=False),
        "candidateUser": Property(Type.TEXT, "candidate_user", is_sortable=False),
        "tenantId": TENANT_ID,
        "processDefinitionId": Property(Type.TEXT, "process_id"),
        "processDefinitionKey": Property(Type.KEY, "process_definition_key"),
        "processInstanceKey": Property(Type.KEY, "process_instance_key"),
        "rootProcessInstanceKey": Property(Type.KEY, "root_key"),
        "processName": Property(Type.TEXT, "process_name"),
        "businessId": Property(Type.TEXT, "business_id"),
        "unit": Property(Type.TEXT, "unit"),
        "creationDate": Property(Type.INSTANT, "creation_date"),
        "completionDate": Property(Type.INSTANT, "completion_date"),
        "followUpDate": Property(Type.INSTANT, "follow_up_date"),
        "dueDate": Property(Type.INSTANT, "due_date"),
        "tags": Property(Type.TEXTS, "tags", is_sortable=False),
        "processInstanceVariables": Property(Type.VARIABLES, is_sortable=False),
        "localVariables": Property(Type.LOCAL_VARIABLES, is_sortable=False),
    },
    has_or=True,
)


class UserTaskAnswer(Answer):
    """A user task. `revision` rises with every change; `unit` is the code of the unit whose case it is."""

    user_task_key: Key
    name: str | None
    state: str
    assignee: str | None
    element_id: str
    element_instance_key: Key
    candidate_groups: list[str]
    candidate_users: list[str]
    process_definition_id: str
    process_definition_key: Key
    process_definition_version: int
    process_name: str | None
    process_instance_key: Key
    root_process_instance_key: Key | None
    business_id: str | None
    creation_date: Instant
    completion_date: Instant | None
    follow_up_date: Instant | None
    due_date: Instant | None
    tenant_id: str
    external_form_reference: str | None
    form_key: Key | None
    custom_headers: dict[str, str]
    tags: list[str]
    priority: int
    unit: str | None
    revision: int


class Assignment(Body):
    """`action` is a free word for history."""

    assignee: Annotated[str, Meta(min_length=1, max_length=256)]
    allow_override: bool | None = True
    action: str | None = None


class UserTaskChanges(Body):
    """What is null or left out stays; an empty text or list clears."""

    candidate_users: list[str] | None = None
    candidate_groups: list[str] | None = None
    due_date: str | None = None
    follow_up_date: str | None = None
    priority: Annotated[int, Meta(ge=0, le=100)] | None = None


class UserTaskUpdate(Body):
    """`action` is a free word for history."""

    changeset: UserTaskChanges | None = None
    action: str | None = None


class Completion(Body):
    """`variables` are what the form submits; `action` is a free word for history."""

    variables: Variables | None = None
    action: str | None = None


def user_task_answer(row: dict[str, Any]) -> UserTaskAnswer:
    """The answer for a row of `SearchUserTasks`."""
    key = str(row["key"])
    return UserTaskAnswer(
        user_task_key=key,
        name=row["name"],
        state=row["state"],
        assignee=row["assignee"],
        element_id=row["element_id"],
        element_instance_key=key,
        candidate_groups=row["candidate_groups"],
        candidate_users=row["candidate_users"],
        process_definition_id=row["process_id"],
        process_definition_key=str(row["process_definition_key"]),
        process_definition_version=row["process_version"],
        process_name=row["process_name"],
        process_instance_key=str(row["process_instance_key"]),
        root_process_instance_key=str(row["root_key"]),
        business_id=row["business_id"],
        creation_date=instant(row["creation_date"]),
        completion_date=instant_or_none(row["completion_date"]),
        follow_up_date=instant_or_none(row["follow_up_date"]),
        due_date=instant_or_none(row["due_date"]),
        tenant_id=TENANT,
        external_form_reference=row["external_form_reference"],
        form_key=key_or_none(row["form_key"]),
        custom_headers=row["headers"] or {},
        tags=row["tags"],
        priority=row["priority"],
        unit=row["unit"],
        revision=row["revision"],
    )


@router.post("/search", search=FIELDS, vi="Tìm công việc", en="Search user tasks")
def search_user_tasks(call: Call, body: SearchBody) -> FoundAnswer[UserTaskAnswer]:
    return found(call.query(SearchUserTasks(search=FIELDS.read(body))), user_task_answer)


@router.get("/{userTaskKey}", vi="Xem một công việc", en="Get a user task", errors=(404,))
def get_user_task(call: Call) -> Reply[UserTaskAnswer]:
    task = user_task_answer(call.query(GetUserTask(key=call.key("userTaskKey"))))
    return Reply(content=task, headers={"etag": f'"{task.revision}"'})


@router.get("/{userTaskKey}/form", vi="Xem biểu mẫu của công việc", en="Get the form of a user task", errors=(404,))
def get_user_task_form(call: Call) -> FormAnswer | None:
    opened = call.query(GetUserTaskForm(key=call.key("userTaskKey")))
    return None if opened.form is None else form_answer(opened.form)


@router.post(
    "/{userTaskKey}/assignment",
    vi="Nhận hoặc giao công việc",
    en="Assign a user task",
    errors=(404, 409),
    example={"assignee": "lan.nguyen"},
)
def assign_user_task(call: Call, body: Assignment) -> None:
    call.execute(
        AssignUserTask(
            user_task_key=call.key("userTaskKey"),
            assignee=body.assignee,
            allow_override=body.allow_override is not False,
            action=body.action or "assign",
        )
    )


@router.delete("/{userTaskKey}/assignee", vi="Trả lại công việc", en="Unassign a user task", errors=(404, 409))
def unassign_user_task(call: Call) -> None:
    call.execute(UnassignUserTask(user_task_key=call.key("userTaskKey")))


_IF_MATCH = Parameter(
    "If-Match",
    "ETag của bản đã xem; yêu cầu bị từ chối (412) nếu công việc đã thay đổi từ đó.",
    "ETag of what was seen; refused (412) when the task has changed since.",
    {"type": "string", "examples": ['"3"']},
    "header",
)


@router.patch(
    "/{userTaskKey}",
    vi="Sửa hạn, ưu tiên, người có thể nhận",
    en="Update dates, priority or candidates of a user task",
    errors=(404, 409, 412),
    parameters=(_IF_MATCH,),
    example={"changeset": {"dueDate": "2025-03-25T10:00:00.000Z", "priority": 80}},
)
def update_user_task(call: Call, body: UserTaskUpdate) -> None:
    changes = body.changeset or UserTaskChanges()
    try:
        call.execute(
            UpdateUserTask(
                user_task_key=call.key("userTaskKey"),
                due_date=_date(changes.due_date, "dueDate"),
                follow_up_date=_date(changes.follow_up_date, "followUpDate"),
                candidate_users=None if changes.candidate_users is None else tuple(changes.candidate_users),
                candidate_groups=None if changes.candidate_groups is None else tuple(changes.candidate_groups),
                priority=changes.priority,
                action=body.action or "update",
                revision=_expected_revision(call),
            )
        )
    except UserTaskChangedMeanwhile as changed:
        raise PreconditionFailed(**changed.fields) from changed


def _date(text: str | None, name: str) -> Any:
    """Nothing keeps the date, an empty text clears it."""
    return read_instant(text, name) if text else text


def _expected_revision(call: Call) -> int | None:
    header = call.headers.get(b"if-match")
    if header is None or header.strip() == b"*":
        return None
    match = re.fullmatch(r'\s*(?:W/)?"(\d{1,5})"\s*', header.decode("latin-1"))
    if match is None:
        raise PreconditionFailed(key=call.path["userTaskKey"], revision="–")
    return int(match[1])


@router.post(
    "/{userTaskKey}/completion",
    vi="Hoàn thành công việc",
    en="Complete a user task",
    notes="Dữ liệu được kiểm tra theo biểu mẫu của công việc; lỗi được nêu theo từng trường trong `errors`. "
    "(The submission is checked against the form of the task; `errors` names each field.)",
    errors=(404, 409),
    example={"variables": {"approved": True}},
)
def complete_user_task(call: Call, body: Completion) -> None:
    call.execute(
        CompleteUserTask(
            user_task_key=call.key("userTaskKey"),
            variables=body.variables or {},
            action=body.action or "complete",
        )
    )
