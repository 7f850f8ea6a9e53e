"""Search requests: filter, sort and page of Camunda 8, turned into the engine's `Search` (``api-v2`` §1).

Each kind of thing declares its properties: the name clients use, the engine's field, and the type, which decides the
operators. Whatever is not declared is refused by name, so that a misspelt condition never finds too much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from api.json import Body, read_instant, read_key
from engine.errors import InvalidInput
from engine.queries.search import MAX_LIMIT, AnyCondition, Condition, Page, Search, UnknownField, VariableCondition

TENANT = "<default>"
"""There is one tenant; clients name it now and then."""
MOST_CONDITIONS = 100


class BadFilterValue(InvalidInput):
    """A value does not fit the property. Fields: property, expected."""

    code = "http.bad_filter_value"


class BadFilterOperator(InvalidInput):
    """The type of the property does not have this operator. Fields: property, operator, known."""

    code = "http.bad_filter_operator"


class BadPage(InvalidInput):
    """A page by offset and by cursor, or by two cursors, at once."""

    code = "http.bad_page"


class TooManyConditions(InvalidInput):
    """Fields: limit."""

    code = "http.too_many_conditions"


class Type(Enum):
    """Of a property: what its values look like and which operators it has."""

    TEXT = "text"
    KEY = "key"
    ENUM = "enum"
    INTEGER = "integer"
    INSTANT = "instant"
    BOOLEAN = "boolean"
    TEXTS = "texts"
    """A list of texts that must all be there."""
    VARIABLES = "variables"
    LOCAL_VARIABLES = "local variables"


_ORDERED = ("$eq", "$neq", "$exists", "$gt", "$gte", "$lt", "$lte", "$in")
OPERATORS: Mapping[Type, tuple[str, ...]] = {
    Type.TEXT: ("$eq", "$neq", "$exists", "$in", "$notIn", "$like"),
    Type.KEY: ("$eq", "$neq", "$exists", "$in", "$notIn"),
    Type.ENUM: ("$eq", "$neq", "$exists", "$in", "$notIn", "$like"),
    Type.INTEGER: _ORDERED,
    Type.INSTANT: _ORDERED,
    Type.BOOLEAN: ("$eq", "$neq", "$exists"),
}


@dataclass(frozen=True, slots=True)
class Property:
    """`field` is the engine's; a property whose value is the same everywhere has `constant` instead."""

    type: Type
    field: str = ""
    constant: Any = None
    values: tuple[str, ...] = ()
    is_sortable: bool = True
    is_filterable: bool = True

    @property
    def is_constant(self) -> bool:
        return not self.field


TENANT_ID = Property(Type.TEXT, constant=TENANT)


class SortItem(Body):
    """One order: a property and its direction."""

    field: str
    order: Literal["ASC", "DESC", "asc", "desc"] = "ASC"


class PageBody(Body):
    """A page by offset (`from`), or after or before a cursor of an earlier answer."""

    limit: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    from_: Annotated[int, Meta(ge=0, le=1_000_000)] | None = field(name="from", default=None)
    after: str | None = None
    before: str | None = None


class SearchBody(Body):
    """Any search request; without a filter it finds everything that the actor may see."""

    filter: dict[str, Any] = field(default_factory=dict)
    sort: Annotated[list[SortItem], Meta(max_length=10)] = field(default_factory=list)
    page: PageBody | None = None


class SearchFields:
    """The properties by which one kind of thing is searched."""

    def __init__(self, entity: str, properties: Mapping[str, Property], *, has_or: bool = False) -> None:
        self.entity = entity
        self.properties = properties
        self.has_or = has_or

    def read(self, body: SearchBody, *more: Condition) -> Search:
        """The engine's search for `body`, with `more` conditions. Raises InvalidInput that names what is wrong."""
        filter_ = dict(body.filter)
        groups = filter_.pop("$or", []) if self.has_or else []
        if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
            raise BadFilterValue(property="$or", expected="[{…}]")
        conditions = (*more, *self._conditions(filter_))
        any_of = tuple(self._conditions(group) for group in groups)
        if len(conditions) + sum(map(len, any_of)) > MOST_CONDITIONS:
            raise TooManyConditions(limit=MOST_CONDITIONS)
        return Search(conditions=conditions, any_of=any_of, sort=self._sort(body.sort), page=_page(body.page))

    def _conditions(self, filter_: Mapping[str, Any]) -> tuple[AnyCondition, ...]:
        found: list[AnyCondition] = []
        for name, value in filter_.items():
            known = self.properties.get(name)
            if known is None or not known.is_filterable:
                names = sorted(name for name, each in self.properties.items() if each.is_filterable)
                raise UnknownField(field=name, entity=self.entity, known=", ".join(names))
            if value is not None:
                found += _of_property(name, known, value)
        return tuple(found)

    def _sort(self, items: list[SortItem]) -> tuple[tuple[str, bool], ...]:
        order = []
        for item in items:
            known = self.properties.get(item.field)
            if known is None or not known.is_sortable:
                names = sorted(name for name, each in self.properties.items() if each.is_sortable)
                raise UnknownField(field=item.field, entity=self.entity, known=", ".join(names))
            if not known.is_constant:
                order.append((known.field, item.order.upper() == "DESC"))
        return tuple(order)


def _of_property(name: str, known: Property, value: Any) -> list[AnyCondition]:
    if known.type is Type.TEXTS:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise BadFilterValue(property=name, expected="[text]")
        return [Condition(known.field, "contains", value)]
    if known.type in (Type.VARIABLES, Type.LOCAL_VARIABLES):
        return _of_variables(name, value, local=known.type is Type.LOCAL_VARIABLES)
    operators = value if isinstance(value, dict) else {"$eq": value}
    return [_condition(name, known, operator, operand) for operator, operand in operators.items()]


def _of_variables(name: str, value: Any, *, local: bool) -> list[AnyCondition]:
    """`value` is ``[{name, value}]``, where value is a filter on the variable's JSON text."""
    if not isinstance(value, list):
        raise BadFilterValue(property=name, expected="[{name, value}]")
    found: list[AnyCondition] = []
    for item in value:
        if not isinstance(item, dict) or set(item) != {"name", "value"} or not isinstance(item["name"], str):
            raise BadFilterValue(property=name, expected="[{name, value}]")
        asked = item["value"] if isinstance(item["value"], dict) else {"$eq": item["value"]}
        for operator, operand in asked.items():
            on_value = _condition(f"{name}.{item['name']}", Property(Type.TEXT, "value"), operator, operand)
            found.append(
                VariableCondition(name=item["name"], operator=on_value.operator, value=on_value.value, local=local)
            )
    return found


def _condition(name: str, known: Property, operator: str, operand: Any) -> Condition:
    if operator not in OPERATORS[known.type]:
        raise BadFilterOperator(property=name, operator=operator, known=", ".join(OPERATORS[known.type]))
    if operator == "$exists":
        value: Any = _of_type(name, operand, bool, "true, false")
    elif operator in ("$in", "$notIn"):
        value = [_value(name, known, each) for each in _of_type(name, operand, list, "[…]")]
    elif operator == "$like":
        value = _of_type(name, operand, str, "text")
    else:
        value = _value(name, known, operand)
    condition = Condition(known.field, operator.removeprefix("$"), value)
    return _on_constant(known, condition) if known.is_constant else condition


def _on_constant(known: Property, condition: Condition) -> Condition:
    """What always or never holds, said by the key, which every row has."""
    value = condition.value
    holds: dict[str, Callable[[], bool]] = {
        "eq": lambda: known.constant == value,
        "neq": lambda: known.constant != value,
        "exists": lambda: (known.constant is not None) == value,
        "in": lambda: known.constant in value,
        "notIn": lambda: known.constant not in value,
        "like": lambda: known.constant is not None and value in ("*", known.constant),
    }
    always = holds[condition.operator]() if condition.operator in holds else False
    return Condition("key", "exists", always)


def _value(name: str, known: Property, value: Any) -> Any:
    """`value` as the engine takes it; raises BadFilterValue, BadKey, BadInstant."""
    return _READERS[known.type](name, known, value)


def _of_type(name: str, value: Any, type_: type, expected: str) -> Any:
    if not isinstance(value, type_) or (type_ is int and isinstance(value, bool)):
        raise BadFilterValue(property=name, expected=expected)
    return value


def _enum_value(name: str, known: Property, value: Any) -> str:
    if value not in known.values:
        raise BadFilterValue(property=name, expected=", ".join(known.values))
    return str(value)


def _integer(name: str, value: Any) -> int:
    number: int = _of_type(name, value, int, "123")
    if abs(number) >= 2**31:
        raise BadFilterValue(property=name, expected="-2147483647 … 2147483647")
    return number


_READERS: Mapping[Type, Callable[[str, Property, Any], Any]] = {
    Type.TEXT: lambda name, known, value: _of_type(name, value, str, "text"),
    Type.KEY: lambda name, known, value: read_key(_of_type(name, value, str, '"123"'), name),
    Type.ENUM: _enum_value,
    Type.INTEGER: lambda name, known, value: _integer(name, value),
    Type.INSTANT: lambda name, known, value: read_instant(_of_type(name, value, str, "2025-03-10T01:00:00.000Z"), name),
    Type.BOOLEAN: lambda name, known, value: _of_type(name, value, bool, "true, false"),
}


def _page(body: PageBody | None) -> Page:
    if body is None:
        return Page()
    if sum(each is not None for each in (body.from_, body.after, body.before)) > 1:
        raise BadPage
    return Page(
        limit=100 if body.limit is None else min(body.limit, MAX_LIMIT),
        offset=body.from_ or 0,
        after=body.after,
        before=body.before,
    )
