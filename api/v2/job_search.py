"""Jobs: found."""

from __future__ import annotations

from typing import Any

from api.call import Call
from api.json import Answer, FoundAnswer, Instant, Key, found, instant_or_none, key_or_none
from api.operations import Router
from api.search import TENANT, TENANT_ID, Property, SearchBody, SearchFields, Type
from engine.queries.find import Find

router = Router("/v2/jobs", tag="Jobs", vi="Việc tự động")

STATES = (
    "CANCELED", "COMPLETED", "CREATED", "ERROR_THROWN", "FAILED", "MIGRATED", "PRIORITY_UPDATED", "RETRIES_UPDATED",
    "TIMED_OUT", "TIMEOUT_UPDATED",
)  # fmt: skip
KINDS = ("AD_HOC_SUB_PROCESS", "BPMN_ELEMENT", "EXECUTION_LISTENER", "TASK_LISTENER")
LISTENER_EVENTS = (
    "ASSIGNING", "BEFORE_ALL", "CANCEL", "CANCELING", "COMPLETING", "CREATING", "END", "START", "UNSPECIFIED",
    "UPDATING",
)  # fmt: skip
FIELDS = SearchFields(
    "job",
    {
        "jobKey": Property(Type.KEY, "key"),
        "type": Property(Type.TEXT, "type"),
        "worker": Property(Type.TEXT, "worker"),
        "state": Property(Type.ENUM, "state", values=STATES),
        "kind": Property(Type.ENUM, constant="BPMN_ELEMENT", values=KINDS),
        "listenerEventType": Property(Type.ENUM, constant="UNSPECIFIED", values=LISTENER_EVENTS),
        "retries": Property(Type.INTEGER, "retries"),
        "priority": Property(Type.INTEGER, "priority"),
        "deadline": Property(Type.INSTANT, "deadline"),
        "deniedReason": Property(Type.TEXT, constant=None),
        "isDenied": Property(Type.BOOLEAN, constant=None),
        "hasFailedWithRetriesLeft": Property(Type.BOOLEAN, "has_failed_with_retries_left"),
        "elementId": Property(Type.TEXT, "element_id"),
        "elementInstanceKey": Property(Type.KEY, "element_instance_key"),
        "processInstanceKey": Property(Type.KEY, "process_instance_key"),
        "rootProcessInstanceKey": Property(Type.KEY, "root_key"),
        "processDefinitionKey": Property(Type.KEY, "process_definition_key"),
        "processDefinitionId": Property(Type.TEXT, "process_id"),
        "errorCode": Property(Type.TEXT, "error_code"),
        "errorMessage": Property(Type.TEXT, "error_message"),
        "creationTime": Property(Type.INSTANT, "creation_time"),
        "lastUpdateTime": Property(Type.INSTANT, "last_update_time"),
        "endTime": Property(Type.INSTANT, "end_time"),
        "tenantId": TENANT_ID,
    },
)


class JobFoundAnswer(Answer):
    """A job as a search shows it."""

    job_key: Key
    type: str
    worker: str
    state: str
    kind: str
    listener_event_type: str
    retries: int
    priority: int
    custom_headers: dict[str, Any]
    has_failed_with_retries_left: bool
    element_id: str | None
    element_instance_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None
    process_definition_id: str | None
    process_definition_key: Key | None
    business_id: str | None
    tenant_id: str
    deadline: Instant | None
    denied_reason: str | None
    is_denied: bool | None
    error_code: str | None
    error_message: str | None
    creation_time: Instant | None
    last_update_time: Instant | None
    end_time: Instant | None


@router.post("/search", search=FIELDS, vi="Tìm việc tự động", en="Search jobs")
def search_jobs(call: Call, body: SearchBody) -> FoundAnswer[JobFoundAnswer]:
    return found(call.query(Find(kind="job", search=FIELDS.read(body))), _found)


def _found(row: dict[str, Any]) -> JobFoundAnswer:
    return JobFoundAnswer(
        job_key=str(row["key"]),
        type=row["type"],
        worker=row["worker"] or "",
        state=row["state"],
        kind="BPMN_ELEMENT",
        listener_event_type="UNSPECIFIED",
        retries=row["retries"],
        priority=row["priority"],
        custom_headers=row["headers"],
        has_failed_with_retries_left=row["state"] == "FAILED" and row["retries"] > 0,
        element_id=row["element_id"],
        element_instance_key=str(row["element_instance_key"]),
        process_instance_key=str(row["process_instance_key"]),
        root_process_instance_key=str(row["root_key"]),
        process_definition_id=row["process_id"],
        process_definition_key=key_or_none(row["process_definition_key"]),
        business_id=row["business_id"],
        tenant_id=TENANT,
        deadline=instant_or_none(row["deadline"]),
        denied_reason=None,
        is_denied=None,
        error_code=row["error_code"],
        error_message=row["error_message"],
        creation_time=instant_or_none(row["creation_time"]),
        last_update_time=instant_or_none(row["last_update_time"]),
        end_time=instant_or_none(row["end_time"]),
    )
