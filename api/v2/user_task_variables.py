"""Variables that a user task sees."""

from __future__ import annotations

from api.call import Call
from api.json import FoundAnswer, found
from api.operations import Router
from api.search import Property, SearchBody, SearchFields, Type
from api.v2.variables import TRUNCATE, VariableFoundAnswer, variable_found
from engine.queries.task_variables import FindTaskVariables

router = Router("/v2/user-tasks", tag="User tasks", vi="Công việc")

FIELDS = SearchFields(
    "variable",
    {
        "name": Property(Type.TEXT, "name"),
        "value": Property(Type.TEXT, "value", is_filterable=False),
        "variableKey": Property(Type.KEY, "key", is_filterable=False),
        "scopeKey": Property(Type.KEY, "scope_key", is_filterable=False),
        "processInstanceKey": Property(Type.KEY, "process_instance_key", is_filterable=False),
        "tenantId": Property(Type.TEXT, constant="<default>", is_filterable=False),
    },
)


@router.post(
    "/{userTaskKey}/variables/search",
    search=FIELDS,
    parameters=(TRUNCATE,),
    vi="Tìm biến mà công việc nhìn thấy",
    en="Search the variables of all scopes around a user task",
    errors=(404,),
)
def search_user_task_variables(call: Call, body: SearchBody) -> FoundAnswer[VariableFoundAnswer]:
    return _search(call, body, only_effective=False)


@router.post(
    "/{userTaskKey}/effective-variables/search",
    search=FIELDS,
    parameters=(TRUNCATE,),
    vi="Tìm biến có hiệu lực với công việc",
    en="Search the variables that a user task sees, the innermost of each name",
    errors=(404,),
)
def search_user_task_effective_variables(call: Call, body: SearchBody) -> FoundAnswer[VariableFoundAnswer]:
    return _search(call, body, only_effective=True)


def _search(call: Call, body: SearchBody, *, only_effective: bool) -> FoundAnswer[VariableFoundAnswer]:
    truncate = call.flag("truncateValues", default=True)
    result = call.query(
        FindTaskVariables(
            user_task_key=call.key("userTaskKey"), search=FIELDS.read(body), only_effective=only_effective
        )
    )
    return found(result, lambda row: variable_found(row, truncate=truncate))
