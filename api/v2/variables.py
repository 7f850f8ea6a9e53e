"""Variables of running and finished process instances."""

from __future__ import annotations

from typing import Any

from api.call import Call
from api.json import Answer, FoundAnswer, Key, found
from api.operations import Parameter, Router
from api.search import TENANT, TENANT_ID, Property, SearchBody, SearchFields, Type
from engine.queries.find import Find, Get

router = Router("/v2/variables", tag="Variables", vi="Biến của hồ sơ")

LONGEST_SHOWN = 8191
"""A search shows so many characters of a value, unless it is told not to shorten."""

FIELDS = SearchFields(
    "variable",
    {
        "variableKey": Property(Type.KEY, "key"),
        "name": Property(Type.TEXT, "name"),
        "value": Property(Type.TEXT, "value"),
        "scopeKey": Property(Type.KEY, "scope_key"),
        "processInstanceKey": Property(Type.KEY, "process_instance_key"),
        "rootProcessInstanceKey": Property(Type.KEY, "root_key"),
        "tenantId": TENANT_ID,
        "isTruncated": Property(Type.BOOLEAN, "is_long", is_sortable=False),
    },
)

TRUNCATE = Parameter(
    "truncateValues",
    "Rút gọn giá trị dài (mặc định: có).",
    "Shorten long values (default: true).",
    {"type": "boolean", "default": True},
)


class VariableAnswer(Answer):
    """A variable; `value` is JSON text."""

    variable_key: Key
    name: str
    value: str
    scope_key: Key
    process_instance_key: Key
    root_process_instance_key: Key | None
    tenant_id: str


class VariableFoundAnswer(VariableAnswer):
    """A variable as a search shows it: a long value may be cut."""

    is_truncated: bool


def variable_found(row: dict[str, Any], *, truncate: bool = True) -> VariableFoundAnswer:
    """The answer for a row of a search for variables."""
    value = row["value"]
    is_truncated = truncate and len(value) > LONGEST_SHOWN
    return VariableFoundAnswer(
        **_members(row), value=value[:LONGEST_SHOWN] if is_truncated else value, is_truncated=is_truncated
    )


def _members(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "variable_key": str(row["key"]),
        "name": row["name"],
        "scope_key": str(row["scope_key"]),
        "process_instance_key": str(row["process_instance_key"]),
        "root_process_instance_key": str(row["root_key"]),
        "tenant_id": TENANT,
    }


@router.post("/search", search=FIELDS, parameters=(TRUNCATE,), vi="Tìm biến", en="Search variables")
def search_variables(call: Call, body: SearchBody) -> FoundAnswer[VariableFoundAnswer]:
    truncate = call.flag("truncateValues", default=True)
    result = call.query(Find(kind="variable", search=FIELDS.read(body)))
    return found(result, lambda row: variable_found(row, truncate=truncate))


@router.get("/{variableKey}", vi="Xem một biến", en="Get a variable", errors=(404,))
def get_variable(call: Call) -> VariableAnswer:
    row = call.query(Get(kind="variable", key=call.key("variableKey")))
    return VariableAnswer(**_members(row), value=row["value"])
