"""Process definitions: found, read, drawn, with their start form."""

from __future__ import annotations

from typing import Any

from api.call import Call
from api.json import Answer, FoundAnswer, Key, found
from api.operations import Router
from api.search import TENANT, TENANT_ID, Property, SearchBody, SearchFields, Type
from api.v2.forms import FormAnswer, form_answer
from engine.queries.definitions import GetDiagram, GetStartForm
from engine.queries.find import Find, Get

router = Router("/v2/process-definitions", tag="Process definitions", vi="Quy trình")

STATES = ("ACTIVE", "DRAINING", "DELETED")

FIELDS = SearchFields(
    "process_definition",
    {
        "processDefinitionKey": Property(Type.KEY, "key"),
        "processDefinitionId": Property(Type.TEXT, "process_id"),
        "name": Property(Type.TEXT, "name"),
        "version": Property(Type.INTEGER, "version"),
        "versionTag": Property(Type.TEXT, "version_tag"),
        "resourceName": Property(Type.TEXT, "resource_name"),
        "isLatestVersion": Property(Type.BOOLEAN, "is_latest_version", is_sortable=False),
        "hasStartForm": Property(Type.BOOLEAN, "has_start_form", is_sortable=False),
        "state": Property(Type.ENUM, constant="ACTIVE", values=STATES),
        "tenantId": TENANT_ID,
    },
)


class ProcessDefinitionAnswer(Answer):
    """One version of a process."""

    process_definition_key: Key
    process_definition_id: str
    name: str | None
    version: int
    version_tag: str | None
    resource_name: str
    tenant_id: str
    has_start_form: bool
    state: str


def process_definition_answer(row: dict[str, Any]) -> ProcessDefinitionAnswer:
    """The answer for a row of a search for process definitions."""
    return ProcessDefinitionAnswer(
        process_definition_key=str(row["key"]),
        process_definition_id=row["process_id"],
        name=row["name"],
        version=row["version"],
        version_tag=row["version_tag"],
        resource_name=row["resource_name"],
        tenant_id=TENANT,
        has_start_form=row["start_form_id"] is not None,
        state="ACTIVE",
    )


@router.post("/search", search=FIELDS, vi="Tìm quy trình", en="Search process definitions")
def search_process_definitions(call: Call, body: SearchBody) -> FoundAnswer[ProcessDefinitionAnswer]:
    return found(call.query(Find(kind="process_definition", search=FIELDS.read(body))), process_definition_answer)


@router.get("/{processDefinitionKey}", vi="Xem một quy trình", en="Get a process definition", errors=(404,))
def get_process_definition(call: Call) -> ProcessDefinitionAnswer:
    return process_definition_answer(call.query(Get(kind="process_definition", key=call.key("processDefinitionKey"))))


@router.get(
    "/{processDefinitionKey}/xml",
    media_type="text/xml",
    vi="Tải sơ đồ BPMN nguyên bản",
    en="Get the diagram as it was deployed",
    errors=(404,),
)
def get_process_definition_xml(call: Call) -> bytes:
    diagram: bytes = call.query(GetDiagram(process_definition_key=call.key("processDefinitionKey")))
    return diagram


@router.get("/{processDefinitionKey}/form", vi="Xem biểu mẫu khởi tạo", en="Get the start form", errors=(404,))
def get_start_process_form(call: Call) -> FormAnswer | None:
    form = call.query(GetStartForm(process_definition_key=call.key("processDefinitionKey")))
    return None if form is None else form_answer(form)
