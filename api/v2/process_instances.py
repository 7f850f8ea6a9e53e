"""Process instances: created, awaited, found, cancelled."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from api.call import Call, Hold
from api.errors import WaitExpired
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
    read_key,
)
from api.operations import Router
from api.search import TENANT, TENANT_ID, Property, SearchBody, SearchFields, Type
from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.commands.create_process_instance import CreateProcessInstance, ProcessInstanceCreated
from engine.errors import InvalidInput, NotSupported
from engine.queries.find import Find, Get
from engine.queries.outcome import GetOutcome, Outcome

router = Router("/v2/process-instances", tag="Process instances", vi="Hồ sơ")

STATES = ("ACTIVE", "COMPLETED", "TERMINATED", "SUSPENDED")
ELEMENT_STATES = ("ACTIVE", "COMPLETED", "TERMINATED")

FIELDS = SearchFields(
    "process_instance",
    {
        "processInstanceKey": Property(Type.KEY, "key"),
        "rootProcessInstanceKey": Property(Type.KEY, "root_key"),
        "parentProcessInstanceKey": Property(Type.KEY, "parent_process_instance_key"),
        "parentElementInstanceKey": Property(Type.KEY, "parent_element_instance_key"),
        "processDefinitionId": Property(Type.TEXT, "process_id"),
        "processDefinitionName": Property(Type.TEXT, "process_name"),
        "processDefinitionVersion": Property(Type.INTEGER, "process_version"),
        "processDefinitionVersionTag": Property(Type.TEXT, "process_version_tag"),
        "processDefinitionKey": Property(Type.KEY, "process_definition_key"),
        "state": Property(Type.ENUM, "state", values=STATES),
        "startDate": Property(Type.INSTANT, "start_date"),
        "endDate": Property(Type.INSTANT, "end_date"),
        "suspendedDate": Property(Type.INSTANT, constant=None),
        "hasIncident": Property(Type.BOOLEAN, "has_incident"),
        "tenantId": TENANT_ID,
        "businessId": Property(Type.TEXT, "business_id"),
        "unit": Property(Type.TEXT, "unit"),
        "tags": Property(Type.TEXTS, "tags", is_sortable=False),
        "variables": Property(Type.VARIABLES, is_sortable=False),
        "errorMessage": Property(Type.TEXT, "error_message", is_sortable=False),
        "elementId": Property(Type.TEXT, "element_id", is_sortable=False),
        "elementInstanceState": Property(Type.ENUM, "element_instance_state", values=ELEMENT_STATES, is_sortable=False),
        "hasElementInstanceIncident": Property(Type.BOOLEAN, "has_element_instance_incident", is_sortable=False),
        "hasRetriesLeft": Property(Type.BOOLEAN, "has_retries_left", is_sortable=False),
    },
    has_or=True,
)


class WhichProcess(InvalidInput):
    """Neither or both of processDefinitionId and processDefinitionKey."""

    code = "http.which_process"


class InstructionsNotSupported(NotSupported):
    """Starting in the middle, or ending at an element, is not built yet."""

    code = "http.not_yet.start_instructions"


class Creation(Body):
    """By key, or by id with a version (-1: the latest) or a version tag. `requestTimeout` in milliseconds."""

    process_definition_id: str | None = None
    process_definition_key: Key | None = None
    process_definition_version: int | None = None
    process_definition_version_tag: str | None = None
    variables: Variables | None = None
    tenant_id: str | None = None
    operation_reference: int | None = None
    start_instructions: list[Any] | None = None
    runtime_instructions: list[Any] | None = None
    await_completion: bool | None = False
    fetch_variables: list[str] | None = None
    request_timeout: int | None = 0
    tags: Annotated[list[str], Meta(max_length=10)] | None = None
    business_id: Annotated[str, Meta(min_length=1, max_length=256)] | None = None


class CreationAnswer(Answer):
    """What was started; `variables` are there when its completion was awaited."""

    process_definition_id: str
    process_definition_key: Key
    process_definition_version: int
    tenant_id: str
    process_instance_key: Key
    variables: Variables
    tags: list[str]
    business_id: str | None


class ProcessInstanceAnswer(Answer):
    """A process instance; `unit` is the code of the unit whose case it is."""

    process_instance_key: Key
    process_definition_id: str
    process_definition_name: str | None
    process_definition_version: int
    process_definition_version_tag: str | None
    process_definition_key: Key
    state: str
    start_date: Instant
    end_date: Instant | None
    suspended_date: Instant | None
    has_incident: bool
    tenant_id: str
    parent_process_instance_key: Key | None
    parent_element_instance_key: Key | None
    root_process_instance_key: Key | None
    tags: list[str]
    business_id: str | None
    unit: str | None


class Cancellation(Body):
    """`reason` goes into history."""

    operation_reference: int | None = None
    reason: str | None = None


def process_instance_answer(row: dict[str, Any]) -> ProcessInstanceAnswer:
    """The answer for a row of a search for process instances."""
    return ProcessInstanceAnswer(
        process_instance_key=str(row["key"]),
        process_definition_id=row["process_id"],
        process_definition_name=row["process_name"],
        process_definition_version=row["process_version"],
        process_definition_version_tag=row["process_version_tag"],
        process_definition_key=str(row["process_definition_key"]),
        state=row["state"],
        start_date=instant(row["start_date"]),
        end_date=instant_or_none(row["end_date"]),
        suspended_date=None,
        has_incident=row["has_incident"],
        tenant_id=TENANT,
        parent_process_instance_key=key_or_none(row["parent_process_instance_key"]),
        parent_element_instance_key=key_or_none(row["parent_element_instance_key"]),
        root_process_instance_key=str(row["root_key"]),
        tags=row["tags"],
        business_id=row["business_id"],
        unit=row["unit"],
    )


@router.post(
    "",
    vi="Tạo hồ sơ",
    en="Create a process instance",
    notes="Với `awaitCompletion`, máy chủ chờ hồ sơ kết thúc rồi mới trả lời (504 nếu quá `requestTimeout`). "
    "(With `awaitCompletion` the answer waits for the end of the instance; 504 after `requestTimeout`.)",
    errors=(404, 501, 504),
    example={"processDefinitionId": "plan_submission", "variables": {"unit": {"code": "XA-TRA-BINH"}}},
)
def create_process_instance(call: Call, body: Creation) -> CreationAnswer | Hold[Any]:
    created: ProcessInstanceCreated = call.execute(_command(body))
    if not body.await_completion:
        return _created(created, {})
    names = None if not body.fetch_variables else tuple(body.fetch_variables)
    question = GetOutcome(process_instance_key=created.process_instance_key, variables=names)

    def look() -> Outcome | None:
        outcome: Outcome = call.query(question)
        return outcome if outcome.has_ended else None

    def finish(outcome: Outcome | None) -> CreationAnswer:
        if outcome is None:
            raise WaitExpired(key=created.process_instance_key)
        return _created(created, outcome.variables)

    seconds = call.services.hold_seconds(body.request_timeout)
    return Hold(("outcome", created.process_instance_key, call.actor.username), look, seconds, finish)


def _command(body: Creation) -> CreateProcessInstance:
    if body.start_instructions or body.runtime_instructions:
        raise InstructionsNotSupported
    if (body.process_definition_id is None) == (body.process_definition_key is None):
        raise WhichProcess
    key, version = body.process_definition_key, body.process_definition_version
    return CreateProcessInstance(
        process_definition_key=None if key is None else read_key(key, "processDefinitionKey"),
        process_id=body.process_definition_id,
        version=-1 if version is None else version,
        version_tag=body.process_definition_version_tag,
        variables=body.variables or {},
        business_id=body.business_id,
        tags=tuple(body.tags or ()),
    )


def _created(created: ProcessInstanceCreated, variables: Variables) -> CreationAnswer:
    return CreationAnswer(
        process_definition_id=created.process_id,
        process_definition_key=str(created.process_definition_key),
        process_definition_version=created.version,
        tenant_id=TENANT,
        process_instance_key=str(created.process_instance_key),
        variables=variables,
        tags=list(created.tags),
        business_id=created.business_id,
    )


@router.post("/search", search=FIELDS, vi="Tìm hồ sơ", en="Search process instances")
def search_process_instances(call: Call, body: SearchBody) -> FoundAnswer[ProcessInstanceAnswer]:
    return found(call.query(Find(kind="process_instance", search=FIELDS.read(body))), process_instance_answer)


@router.get("/{processInstanceKey}", vi="Xem một hồ sơ", en="Get a process instance", errors=(404,))
def get_process_instance(call: Call) -> ProcessInstanceAnswer:
    return process_instance_answer(call.query(Get(kind="process_instance", key=call.key("processInstanceKey"))))


@router.post("/{processInstanceKey}/cancellation", vi="Hủy hồ sơ", en="Cancel a process instance", errors=(404, 409))
def cancel_process_instance(call: Call, body: Cancellation) -> None:
    call.execute(CancelProcessInstance(process_instance_key=call.key("processInstanceKey"), reason=body.reason))
