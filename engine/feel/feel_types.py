"""Types of FEEL for ``instance of``, typed parameters and item definitions (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel import tree
from engine.feel.runtime import Run
from engine.feel.values import Function, Range, kind_of

FeelType = Callable[[Run, Any], bool]
"""Whether a value is an instance of the type; null is an instance of ``Null`` only."""

ALIASES = {
    "dateTime": "date and time",
    "day-time-duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "days-and-time-duration": "days and time duration",
    "day time duration": "days and time duration",
    "year-month-duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "years-and-months-duration": "years and months duration",
}
_KINDS = frozenset(
    [
        "boolean",
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "list",
        "context",
        "range",
        "function",
        "days and time duration",
        "years and months duration",
    ]
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A built-in type without parameters."""

    name: str

    def __call__(self, run: Run, value: Any) -> bool:
        return kind_of(value) == self.name


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose elements are of one type, or null."""

    element: FeelType

    def __call__(self, run: Run, value: Any) -> bool:
        if type(value) is not list:
            return False
        run.spend(2 * len(value) + 1)
        return all(item is None or self.element(run, item) for item in value)


@dataclass(frozen=True, slots=True)
class RangeOf:
    """A range whose ends are of one type."""

    element: FeelType

    def __call__(self, run: Run, value: Any) -> bool:
        return type(value) is Range and all(end is None or self.element(run, end) for end in (value.low, value.high))


@dataclass(frozen=True, slots=True)
class ContextOf:
    """A context with at least these members."""

    members: tuple[tuple[str, FeelType], ...]

    def __call__(self, run: Run, value: Any) -> bool:
        if type(value) is not dict:
            return False
        run.spend(len(self.members))
        return all(name in value and (value[name] is None or member(run, value[name])) for name, member in self.members)


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """A function of as many parameters; what it takes and gives is not known before it is called."""

    arity: int

    def __call__(self, run: Run, value: Any) -> bool:
        return isinstance(value, Function) and getattr(value, "arity", self.arity) == self.arity


def any_value(run: Run, value: Any) -> bool:
    """The type ``Any``: every value but null."""
    return value is not None


def is_null(run: Run, value: Any) -> bool:
    """The type ``Null``."""
    return value is None


def resolve(node: tree.TypeName, named: Mapping[str, FeelType]) -> FeelType | None:
    """The type that `node` names, among the built-in ones and `named`; None when there is none."""
    if node.name in named:
        return named[node.name]
    if node.name in ("Any", "any"):
        return any_value
    if node.name in ("Null", "null"):
        return is_null
    name = ALIASES.get(node.name, node.name)
    if name not in _KINDS:
        return None
    if not node.arguments and node.result is None:
        return Kind(name)
    arguments = [resolve(argument, named) for argument in node.arguments]
    found = [argument for argument in arguments if argument is not None]
    if len(found) != len(arguments):
        return None
    if name == "context":
        return ContextOf(tuple(zip(node.members, found, strict=True)))
    if name == "function":
        return FunctionOf(len(found))
    return ListOf(found[0]) if name == "list" else RangeOf(found[0])
