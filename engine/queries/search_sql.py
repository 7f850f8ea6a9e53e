"""Turns a search into one statement, and a second one where the total must be counted. Values are always parameters."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import msgspec

from engine.queries.reader import Reader
from engine.queries.search import (
    MAX_LIMIT,
    AnyCondition,
    BadCursor,
    Condition,
    Entity,
    Field,
    Found,
    Page,
    Search,
    UnknownField,
    UnknownOperator,
    VariableCondition,
    field_of,
    order_field,
)

COUNTED = 10_000
"""Beyond this many the total is not counted further."""


def run(
    reader: Reader, entity: Entity, search: Search, *, extra: str = "", values: Mapping[str, Any] | None = None
) -> Found:
    """Find; `extra` is a further condition in SQL (visibility) with its own parameters in `values`."""
    statement = _Statement(entity, values or {})
    where = statement.where(search)
    if extra:
        where.append(f"({extra})")
    order = _order(entity, search)
    backward = search.page.before is not None
    cursor = search.page.before if backward else search.page.after
    paged = [*where, statement.beyond(order, cursor, backward=backward)] if cursor else where
    selected = ", ".join(f'{sql} AS "{name}"' for name, sql in entity.columns.items())
    marks = ", ".join(f"({f.sql})::text" for f, _ in order)
    limit = max(0, min(search.page.limit, MAX_LIMIT))
    rows = reader.connection.exec_driver_sql(
        f"SELECT {selected}, ARRAY[{marks}] AS mark_ FROM {entity.tables}{_clause(paged)} "
        f"ORDER BY {_order_sql(order, backward)} LIMIT {limit} OFFSET {max(0, search.page.offset)}",
        statement.values,
    ).mappings()
    found = [dict(row) for row in rows]
    if backward:
        found.reverse()
    marks_of = [row.pop("mark_") for row in found]
    total = _total(reader, entity, where, statement.values, found, search.page, limit)
    return Found(
        rows=tuple(found),
        total=total,
        has_more_total=total >= COUNTED,
        start_cursor=_cursor(marks_of[0]) if marks_of else None,
        end_cursor=_cursor(marks_of[-1]) if marks_of else None,
    )


def _total(
    reader: Reader,
    entity: Entity,
    where: list[str],
    values: dict[str, Any],
    found: list[dict[str, Any]],
    page: Page,
    limit: int,
) -> int:
    """How many there are in all; not asked for when the first page was not full, for it shows them all."""
    if page.after is None and page.before is None and page.offset == 0 and len(found) < limit:
        return len(found)
    count: int = reader.connection.exec_driver_sql(
        f"SELECT count(*) FROM (SELECT 1 FROM {entity.tables}{_clause(where)} LIMIT {COUNTED}) x", values
    ).scalar_one()
    return count


Order = list[tuple[Field, bool]]


class _Statement:
    """Collects parameters while conditions are written."""

    def __init__(self, entity: Entity, values: Mapping[str, Any]) -> None:
        self._entity = entity
        self.values = dict(values)

    def where(self, search: Search) -> list[str]:
        clauses = [self._met(condition) for condition in search.conditions]
        groups = [" AND ".join(self._met(c) for c in group) or "true" for group in search.any_of]
        if groups:
            clauses.append("(" + " OR ".join(f"({group})" for group in groups) + ")")
        return clauses

    def _met(self, condition: AnyCondition) -> str:
        if isinstance(condition, VariableCondition):
            return self._on_variable(condition)
        return _condition_sql(field_of(self._entity, condition.field), condition, self.values)

    def _on_variable(self, condition: VariableCondition) -> str:
        entity = self._entity
        join = entity.local_variables if condition.local else entity.variables
        if join is None:
            raise UnknownField(field="variables", entity=entity.name, known=", ".join(sorted(entity.fields)))
        on_value = Condition(condition.name, condition.operator, condition.value)
        name = _parameter(self.values, condition.name)
        met = _condition_sql(Field("v_.value"), on_value, self.values)
        return f"EXISTS (SELECT 1 FROM variable v_ WHERE {join} AND v_.name = %({name})s AND {met})"

    def beyond(self, order: Order, cursor: str, *, backward: bool) -> str:
        """Rows after the cursor in the given order; null comes last in ascending and descending order alike."""
        marks = _marks(cursor, len(order))
        alternatives: list[str] = []
        ties: list[str] = []
        for (column, descending), mark in zip(order, marks, strict=True):
            name = _parameter(self.values, mark)
            value = f"%({name})s::{column.type}"
            forward = descending == backward
            if mark is None:
                if backward:
                    alternatives.append(" AND ".join([*ties, f"{column.sql} IS NOT NULL"]))
            else:
                comparison = f"{column.sql} {'>' if forward else '<'} {value}"
                if not backward:
                    comparison = f"({comparison} OR {column.sql} IS NULL)"
                alternatives.append(" AND ".join([*ties, comparison]))
            ties.append(f"{column.sql} IS NOT DISTINCT FROM {value}")
        return "(" + " OR ".join(f"({a})" for a in alternatives) + ")" if alternatives else "false"


def _condition_sql(column: Field, condition: Condition, values: dict[str, Any]) -> str:
    """`condition` on `column`; its parameter is added to `values`. Raises UnknownOperator."""
    if column.within is None:
        return _comparison_sql(column, condition, values)
    if condition.operator == "exists":
        any_at_all = column.within.format(met="true")
        return any_at_all if condition.value else f"NOT ({any_at_all})"
    return column.within.format(met=_comparison_sql(column, condition, values))


def _comparison_sql(column: Field, condition: Condition, values: dict[str, Any]) -> str:
    operator, value = condition.operator, condition.value
    if operator == "exists":
        return f"({column.sql}) IS {'NOT ' if value else ''}NULL"
    if operator in _LISTS:
        name = _parameter(values, list(value))
        return _LISTS[operator].format(sql=column.sql, value=f"%({name})s::{column.type}[]")
    if operator == "like":
        name = _parameter(values, _pattern(str(value)))
        return f"({column.sql})::text LIKE %({name})s"
    if operator not in _COMPARISONS:
        raise UnknownOperator(operator=operator, field=condition.field)
    name = _parameter(values, value)
    return f"{column.sql} {_COMPARISONS[operator]} %({name})s::{column.type}"


def _parameter(values: dict[str, Any], value: Any) -> str:
    name = f"v{len(values)}"
    values[name] = value
    return name


_COMPARISONS = {"eq": "=", "neq": "IS DISTINCT FROM", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_LISTS = {
    "in": "{sql} = ANY({value})",
    "notIn": "({sql} IS NULL OR {sql} != ALL({value}))",
    "contains": "{sql} @> {value}",
}


def _pattern(text: str) -> str:
    """``*`` and ``?`` as LIKE knows them; a backslash takes the meaning from the next character."""
    pattern, escaped = [], False
    for character in text:
        if escaped or character not in "*?\\":
            pattern.append("\\" + character if character in "%_\\" else character)
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            pattern.append("%" if character == "*" else "_")
    return "".join(pattern)


def _order(entity: Entity, search: Search) -> Order:
    order = [(order_field(entity, name), descending) for name, descending in search.sort]
    return [*order, (entity.fields[entity.key], bool(order) and order[0][1])]


def _order_sql(order: Order, backward: bool) -> str:
    return ", ".join(
        f"{column.sql} {'DESC' if descending != backward else 'ASC'} NULLS {'FIRST' if backward else 'LAST'}"
        for column, descending in order
    )


def _clause(conditions: list[str]) -> str:
    return " WHERE " + " AND ".join(conditions) if conditions else ""


def _cursor(marks: list[str | None]) -> str:
    return base64.b64encode(msgspec.json.encode(marks)).decode()


def _marks(cursor: str, count: int) -> list[str | None]:
    try:
        marks = msgspec.json.decode(base64.b64decode(cursor, validate=True), type=list[str | None])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadCursor(cursor=cursor) from error
    if len(marks) != count:
        raise BadCursor(cursor=cursor)
    return marks
