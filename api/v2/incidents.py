"""Incidents: what stopped, why, and trying it again."""

from __future__ import annotations

from typing import Any

from api.call import Call
from api.json import Answer, Body, FoundAnswer, Instant, Key, found, instant, key_or_none
from api.operations import Router
from api.search import TENANT, TENANT_ID, Property, SearchBody, SearchFields, Type
from engine.commands.resolve_incident import ResolveIncident
from engine.queries.find import Find, Get

router = Router("/v2/incidents", tag="Incidents", vi="Sự cố")

ERROR_TYPES = (
    "AD_HOC_SUB_PROCESS_NO_RETRIES", "CALLED_DECISION_ERROR", "CALLED_ELEMENT_ERROR", "CONDITION_ERROR",
    "DECISION_EVALUATION_ERROR", "EXECUTION_LISTENER_NO_RETRIES", "EXTRACT_VALUE_ERROR", "FORM_NOT_FOUND",
    "IO_MAPPING_ERROR", "JOB_NO_RETRIES", "MESSAGE_SIZE_EXCEEDED", "RESOURCE_NOT_FOUND", "SECRET_RESOLUTION_ERROR",
    "TASK_LISTENER_NO_RETRIES", "UNHANDLED_ERROR_EVENT", "UNKNOWN", "UNSPECIFIED",
)  # fmt: skip
STATES = ("ACTIVE", "MIGRATED", "PENDING", "RESOLVED", "UNKNOWN")

FIELDS = SearchFields(
    "incident",
    {
        "incidentKey": Property(Type.KEY, "key"),
        "processDefinitionId": Property(Type.TEXT, "process_id"),
        "processDefinitionKey": Property(Type.KEY, "process_definition_key"),
        "processInstanceKey": Property(Type.KEY, "process_instance_key"),
        "rootProcessInstanceKey": Property(Type.KEY, "root_key"),
        "elementId": Property(Type.TEXT, "element_id"),
        "elementInstanceKey": Property(Type.KEY, "element_instance_key"),
        "errorType": Property(Type.ENUM, "error_type", values=ERROR_TYPES),
        "errorMessage": Property(Type.TEXT, "error_message"),
        "jobKey": Property(Type.KEY, "job_key"),
        "state": Property(Type.ENUM, "state", values=STATES),
        "creationTime": Property(Type.INSTANT, "creation_time"),
        "tenantId": TENANT_ID,
    },
)


class IncidentAnswer(Answer):
    """Something that stopped and waits to be tried again."""

    incident_key: Key
    process_definition_id: str
    process_definition_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None
    error_type: str
    error_message: str
    element_id: str
    element_instance_key: Key
    creation_time: Instant
    state: str
    tenant_id: str
    job_key: Key | None


class Resolution(Body):
    """Both are accepted and have no effect."""

    operation_reference: int | None = None


def incident_answer(row: dict[str, Any]) -> IncidentAnswer:
    """The answer for a row of a search for incidents."""
    return IncidentAnswer(
        incident_key=str(row["key"]),
        process_definition_id=row["process_id"],
        process_definition_key=str(row["process_definition_key"]),
        process_instance_key=str(row["process_instance_key"]),
        root_process_instance_key=str(row["root_key"]),
        error_type=row["error_type"],
        error_message=row["error_message"],
        element_id=row["element_id"],
        element_instance_key=str(row["element_instance_key"]),
        creation_time=instant(row["creation_time"]),
        state=row["state"],
        tenant_id=TENANT,
        job_key=key_or_none(row["job_key"]),
    )


@router.post("/search", search=FIELDS, vi="Tìm sự cố", en="Search incidents")
def search_incidents(call: Call, body: SearchBody) -> FoundAnswer[IncidentAnswer]:
    return found(call.query(Find(kind="incident", search=FIELDS.read(body))), incident_answer)


@router.get("/{incidentKey}", vi="Xem một sự cố", en="Get an incident", errors=(404,))
def get_incident(call: Call) -> IncidentAnswer:
    return incident_answer(call.query(Get(kind="incident", key=call.key("incidentKey"))))


@router.post(
    "/{incidentKey}/resolution",
    vi="Xử lý lại sự cố",
    en="Resolve an incident: try again what failed",
    notes="Nếu sự cố thuộc một việc tự động đã hết số lần thử, hãy tăng số lần thử trước. "
    "(Where a job has no retries left, raise them first.)",
    errors=(404, 409),
)
def resolve_incident(call: Call, body: Resolution) -> None:
    call.execute(ResolveIncident(incident_key=call.key("incidentKey")))
