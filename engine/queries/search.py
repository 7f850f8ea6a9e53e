"""Searching any kind of thing: conditions, order and pages as values.

What clients may name is declared per entity; a name that is not declared is refused. Operators and pages are those of
Camunda 8's search requests (``api-v2`` §1). ``engine/queries/search_sql.py`` runs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import InvalidInput

MAX_LIMIT = 1000


class UnknownField(InvalidInput):
    """A filter or order names what cannot be searched. Fields: field, entity, known."""

    code = "search.unknown_field"


class UnknownOperator(InvalidInput):
    """An operator that this kind of field does not have. Fields: operator, field."""

    code = "search.unknown_operator"


class BadCursor(InvalidInput):
    """A cursor that was not given out for this order. Fields: cursor."""

    code = "search.bad_cursor"


@dataclass(frozen=True, slots=True)
class Field:
    """`sql` is an expression over the entity's tables, `type` the PostgreSQL type values are cast to.

    A field of many values (candidate groups, incidents of a case) names one of them by `sql`; `within` is the EXISTS
    around it, with ``{met}`` for the condition. Such a field cannot be sorted by.
    """

    sql: str
    type: str = "text"
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What can be found. `columns` are selected under their names; `key` breaks ties and must be among the fields.

    `variables` and `local_variables` say in SQL which variables ``v_`` belong to a row; None where none can be asked.
    """

    name: str
    tables: str
    columns: Mapping[str, str]
    fields: Mapping[str, Field]
    key: str
    variables: str | None = None
    local_variables: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """`operator` without the ``$``: eq, neq, exists, gt, gte, lt, lte, in, notIn, like; contains for arrays."""

    field: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableCondition:
    """A variable `name` whose JSON text meets operator and value; `local` looks at the row's own scope only."""

    name: str
    operator: str
    value: Any
    local: bool = False


AnyCondition = Condition | VariableCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """By offset, or after or before a cursor."""

    limit: int = 100
    offset: int = 0
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All `conditions`, and one group of `any_of` when there are some; `sort` is (field, is_descending)."""

    conditions: tuple[AnyCondition, ...] = ()
    any_of: tuple[tuple[AnyCondition, ...], ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    page: Page = field(default_factory=Page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of results; the cursors are those of its first and last row."""

    rows: tuple[dict[str, Any], ...]
    total: int
    has_more_total: bool
    start_cursor: str | None
    end_cursor: str | None


def field_of(entity: Entity, name: str) -> Field:
    """The declared field; raises UnknownField."""
    found = entity.fields.get(name)
    if found is None:
        raise UnknownField(field=name, entity=entity.name, known=", ".join(sorted(entity.fields)))
    return found


def order_field(entity: Entity, name: str) -> Field:
    found = field_of(entity, name)
    if found.within is not None:
        known = ", ".join(sorted(name for name, each in entity.fields.items() if each.within is None))
        raise UnknownField(field=name, entity=entity.name, known=known)
    return found
