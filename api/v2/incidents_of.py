"""The incidents of one process instance or of one of its steps."""

from __future__ import annotations

from api.call import Call
from api.json import FoundAnswer, found
from api.operations import Router
from api.search import SearchBody
from api.v2.incidents import FIELDS, IncidentAnswer, incident_answer
from engine.queries.find import Find, Get, Kind
from engine.queries.search import Condition

router = Router("/v2", tag="Incidents", vi="Sự cố")


@router.post(
    "/process-instances/{processInstanceKey}/incidents/search",
    search=FIELDS,
    vi="Tìm sự cố của một hồ sơ",
    en="Search the incidents of a process instance and of all it called",
    errors=(404,),
)
def search_process_instance_incidents(call: Call, body: SearchBody) -> FoundAnswer[IncidentAnswer]:
    return _search(call, body, "process_instance", "processInstanceKey", "root_key")


@router.post(
    "/element-instances/{elementInstanceKey}/incidents/search",
    search=FIELDS,
    vi="Tìm sự cố của một bước",
    en="Search the incidents of an element instance",
    errors=(404,),
)
def search_element_instance_incidents(call: Call, body: SearchBody) -> FoundAnswer[IncidentAnswer]:
    return _search(call, body, "element_instance", "elementInstanceKey", "element_instance_key")


def _search(call: Call, body: SearchBody, kind: Kind, name: str, column: str) -> FoundAnswer[IncidentAnswer]:
    row = call.query(Get(kind=kind, key=call.key(name)))
    is_called = column == "root_key" and row["root_key"] != row["key"]
    condition = Condition("process_instance_key" if is_called else column, "eq", row["key"])
    return found(call.query(Find(kind="incident", search=FIELDS.read(body, condition))), incident_answer)
