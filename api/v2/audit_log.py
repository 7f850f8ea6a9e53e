"""The audit log of Camunda 8, read from the history of a case: who did what, and what was refused."""

from __future__ import annotations

from typing import Any

from api.call import Call
from api.json import Answer, FoundAnswer, Instant, Key, instant, key_or_none
from api.listing import page_of
from api.operations import Router
from api.search import TENANT, TENANT_ID, Property, SearchBody, SearchFields, Type
from api.v2.audit_entries import CATEGORIES, ENTITY_TYPES, OPERATION_TYPES, Deed, deed_of
from engine.errors import NotSupported
from engine.queries.case_history import CaseEvent, GetCaseHistory, GetUserTaskHistory
from engine.queries.search import Condition, Search

router = Router("/v2", tag="Audit log", vi="Nhật ký")

FIELDS = SearchFields(
    "audit_log",
    {
        "auditLogKey": Property(Type.TEXT, "audit_log_key"),
        "entityKey": Property(Type.TEXT, "entity_key"),
        "entityType": Property(Type.ENUM, "entity_type", values=ENTITY_TYPES),
        "operationType": Property(Type.ENUM, "operation_type", values=OPERATION_TYPES),
        "result": Property(Type.ENUM, "result", values=("SUCCESS", "FAIL")),
        "category": Property(Type.ENUM, "category", values=CATEGORIES),
        "timestamp": Property(Type.INSTANT, "occurred_at"),
        "actorId": Property(Type.TEXT, "actor_id"),
        "actorType": Property(Type.ENUM, "actor_type", values=("ANONYMOUS", "CLIENT", "UNKNOWN", "USER")),
        "processInstanceKey": Property(Type.KEY, "process_instance_key"),
        "userTaskKey": Property(Type.KEY, "user_task_key"),
        "jobKey": Property(Type.KEY, "job_key"),
        "tenantId": TENANT_ID,
    },
)


class WholeLogNotSupported(NotSupported):
    """The log of everything at once is not built yet."""

    code = "http.not_yet.whole_audit_log"


class AuditLogAnswer(Answer, kw_only=True):
    """One entry. `eventType` is the event's name in our own history, `onBehalfOf` who delegated."""

    audit_log_key: Key
    entity_key: str
    entity_type: str
    operation_type: str
    timestamp: Instant
    result: str
    category: str
    batch_operation_key: None = None
    batch_operation_type: None = None
    actor_id: str | None
    actor_type: str | None
    agent_element_id: None = None
    tenant_id: str | None = TENANT
    process_definition_id: None = None
    process_definition_key: None = None
    process_instance_key: Key | None
    root_process_instance_key: Key | None
    element_instance_key: Key | None
    job_key: Key | None
    user_task_key: Key | None
    decision_requirements_id: None = None
    decision_requirements_key: None = None
    decision_definition_id: None = None
    decision_definition_key: None = None
    decision_evaluation_key: None = None
    deployment_key: None = None
    form_key: None = None
    resource_key: None = None
    related_entity_key: None = None
    related_entity_type: None = None
    entity_description: str | None
    inbound_channel_type: None = None
    inbound_channel_tool_name: None = None
    event_type: str
    on_behalf_of: str | None
    unit: str | None
    position: str | None


@router.post(
    "/user-tasks/{userTaskKey}/audit-logs/search",
    search=FIELDS,
    vi="Tìm trong nhật ký của công việc",
    en="Search the audit log of a user task",
    errors=(404,),
)
def search_user_task_audit_logs(call: Call, body: SearchBody) -> FoundAnswer[AuditLogAnswer]:
    search, key = FIELDS.read(body), call.key("userTaskKey")
    return _found(call.query(GetUserTaskHistory(user_task_key=key)), search, user_task_key=key)


@router.post(
    "/audit-logs/search",
    search=FIELDS,
    vi="Tìm trong nhật ký của một hồ sơ hoặc công việc",
    en="Search the audit log of a process instance or a user task",
    notes="Cần lọc theo `processInstanceKey` hoặc `userTaskKey`. (One of these two filters is needed.)",
    errors=(404, 501),
)
def search_audit_logs(call: Call, body: SearchBody) -> FoundAnswer[AuditLogAnswer]:
    search = FIELDS.read(body)
    wanted = {c.field: c.value for c in search.conditions if isinstance(c, Condition) and c.operator == "eq"}
    if "user_task_key" in wanted:
        key = wanted["user_task_key"]
        return _found(call.query(GetUserTaskHistory(user_task_key=key)), search, user_task_key=key)
    if "process_instance_key" in wanted:
        key = wanted["process_instance_key"]
        return _found(call.query(GetCaseHistory(process_instance_key=key, limit=100_000)), search)
    raise WholeLogNotSupported


def _found(events: list[CaseEvent], search: Search, user_task_key: int | None = None) -> FoundAnswer[AuditLogAnswer]:
    deeds = [deed_of(event, user_task_key) for event in events]
    page = page_of(deeds, search, getattr)
    return FoundAnswer(items=[_answer(deed) for deed in page.items], page=page.page)


def _answer(deed: Deed) -> AuditLogAnswer:
    event = deed.event
    members: dict[str, Any] = {
        name: key_or_none(getattr(deed, name))
        for name in ("process_instance_key", "element_instance_key", "job_key", "user_task_key")
    }
    return AuditLogAnswer(
        audit_log_key=deed.audit_log_key,
        entity_key=deed.entity_key,
        entity_type=deed.entity_type,
        operation_type=deed.operation_type,
        timestamp=instant(event.occurred_at),
        result=deed.result,
        category=deed.category,
        actor_id=event.actor,
        actor_type=deed.actor_type,
        root_process_instance_key=str(event.root_key),
        entity_description=None,
        event_type=event.type,
        on_behalf_of=event.on_behalf_of,
        unit=event.unit,
        position=event.position,
        **members,
    )
