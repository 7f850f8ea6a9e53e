"""Element instances: the steps of a process instance, and the variables of their scopes."""

from __future__ import annotations

from typing import Any

from api.call import Call
from api.json import Answer, Body, FoundAnswer, Instant, Key, Variables, found, instant, instant_or_none, key_or_none
from api.operations import Router
from api.search import TENANT, TENANT_ID, Property, SearchBody, SearchFields, Type
from engine.commands.set_variables import SetVariables
from engine.queries.find import Find, Get

router = Router("/v2/element-instances", tag="Element instances", vi="Các bước của hồ sơ")

STATES = ("ACTIVE", "COMPLETED", "TERMINATED")
TYPES = (
    "AD_HOC_SUB_PROCESS", "AD_HOC_SUB_PROCESS_INNER_INSTANCE", "BOUNDARY_EVENT", "BUSINESS_RULE_TASK",
    "CALL_ACTIVITY", "END_EVENT", "EVENT_BASED_GATEWAY", "EVENT_SUB_PROCESS", "EXCLUSIVE_GATEWAY",
    "INCLUSIVE_GATEWAY", "INTERMEDIATE_CATCH_EVENT", "INTERMEDIATE_THROW_EVENT", "MANUAL_TASK",
    "MULTI_INSTANCE_BODY", "PARALLEL_GATEWAY", "PROCESS", "RECEIVE_TASK", "SCRIPT_TASK", "SEND_TASK",
    "SEQUENCE_FLOW", "SERVICE_TASK", "START_EVENT", "SUB_PROCESS", "TASK", "UNKNOWN", "UNSPECIFIED", "USER_TASK",
)  # fmt: skip

FIELDS = SearchFields(
    "element_instance",
    {
        "elementInstanceKey": Property(Type.KEY, "key"),
        "elementInstanceScopeKey": Property(Type.KEY, "scope_key", is_sortable=False),
        "processInstanceKey": Property(Type.KEY, "process_instance_key"),
        "rootProcessInstanceKey": Property(Type.KEY, "root_key"),
        "processDefinitionId": Property(Type.TEXT, "process_id"),
        "processDefinitionKey": Property(Type.KEY, "process_definition_key"),
        "elementId": Property(Type.TEXT, "element_id"),
        "elementName": Property(Type.TEXT, "name"),
        "type": Property(Type.ENUM, "type", values=TYPES),
        "state": Property(Type.ENUM, "state", values=STATES),
        "startDate": Property(Type.INSTANT, "start_date"),
        "endDate": Property(Type.INSTANT, "end_date"),
        "hasIncident": Property(Type.BOOLEAN, "has_incident"),
        "incidentKey": Property(Type.KEY, "incident_key"),
        "tenantId": TENANT_ID,
    },
    has_or=True,
)


class ElementInstanceAnswer(Answer):
    """One passage through an element; one without a name is called by its id."""

    element_instance_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None
    process_definition_key: Key | None
    process_definition_id: str | None
    element_id: str
    element_name: str
    type: str
    state: str
    start_date: Instant
    end_date: Instant | None
    has_incident: bool
    incident_key: Key | None
    tenant_id: str


class VariablesUpdate(Body):
    """Not `local`, a value goes to the nearest scope that has the variable, else to the process instance."""

    variables: Variables
    local: bool | None = False
    operation_reference: int | None = None


def element_instance_answer(row: dict[str, Any]) -> ElementInstanceAnswer:
    """The answer for a row of a search for element instances."""
    return ElementInstanceAnswer(
        element_instance_key=str(row["key"]),
        process_instance_key=str(row["process_instance_key"]),
        root_process_instance_key=str(row["root_key"]),
        process_definition_key=str(row["process_definition_key"]),
        process_definition_id=row["process_id"],
        element_id=row["element_id"],
        element_name=row["name"] or row["element_id"],
        type=row["type"],
        state=row["state"],
        start_date=instant(row["start_date"]),
        end_date=instant_or_none(row["end_date"]),
        has_incident=row["incident_key"] is not None,
        incident_key=key_or_none(row["incident_key"]),
        tenant_id=TENANT,
    )


@router.post("/search", search=FIELDS, vi="Tìm các bước", en="Search element instances")
def search_element_instances(call: Call, body: SearchBody) -> FoundAnswer[ElementInstanceAnswer]:
    return found(call.query(Find(kind="element_instance", search=FIELDS.read(body))), element_instance_answer)


@router.get("/{elementInstanceKey}", vi="Xem một bước", en="Get an element instance", errors=(404,))
def get_element_instance(call: Call) -> ElementInstanceAnswer:
    return element_instance_answer(call.query(Get(kind="element_instance", key=call.key("elementInstanceKey"))))


@router.put(
    "/{elementInstanceKey}/variables",
    vi="Sửa biến của hồ sơ hoặc của một bước",
    en="Set variables of a process instance or an element instance",
    errors=(404, 409),
    example={"variables": {"deadline": "2025-03-25"}, "local": False},
)
def create_element_instance_variables(call: Call, body: VariablesUpdate) -> None:
    call.execute(
        SetVariables(scope_key=call.key("elementInstanceKey"), variables=body.variables, local=body.local is True)
    )
