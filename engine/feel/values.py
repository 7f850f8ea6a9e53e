"""Values of FEEL: which kind a Python value is, ranges, functions, and how values enter from outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.decimals import Number, as_number
from engine.feel.faults import Fault
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.temporal.dates import from_python


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None is open to infinity."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool


class Function:
    """A function as a value: a built-in, a function of the host, or one written in FEEL."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def invoke(self, run: Run, arguments: list[Any], names: tuple[str, ...] = ()) -> Any:
        """Call with positional arguments, or with `names` as many as `arguments`; raises Fault."""
        raise NotImplementedError


class HostFunction(Function):
    """A function that the host lends to an evaluation; blanks in parameter names become underscores."""

    __slots__ = ("target",)

    def __init__(self, name: str, target: Callable[..., Any]) -> None:
        super().__init__(name)
        self.target = target

    def invoke(self, run: Run, arguments: list[Any], names: tuple[str, ...] = ()) -> Any:
        run.spend(10)
        try:
            if names:
                keys = [name.replace(" ", "_") for name in names]
                return inward(self.target(**dict(zip(keys, arguments, strict=True))))
            return inward(self.target(*arguments))
        except (TypeError, ValueError) as error:
            raise Fault("feel.warning.host_function", name=self.name, reason=str(error)[:200]) from error


KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    float: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTimeDuration: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
}

NATIVE = frozenset(set(KINDS) - {float})
"""Types that need no change on their way in."""


def kind_of(value: Any) -> str:
    """The FEEL type of `value` (DMN 1.5, 10.3.2.2)."""
    kind = KINDS.get(type(value))
    if kind is not None:
        return kind
    return "function" if isinstance(value, Function) else "unknown"


def inward(value: Any) -> Any:
    """A value from outside as a FEEL value, without looking into it; what FEEL does not know becomes null."""
    if type(value) in NATIVE or isinstance(value, Function):
        return value
    if isinstance(value, float):
        try:
            return as_number(float(value))
        except Fault:
            return None
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return from_python(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list | tuple | frozenset | set):
        return list(value)
    for base in (int, str, Decimal):
        if isinstance(value, base):
            return base(value)
    return None


def as_list(value: Any) -> list[Any]:
    """`value`, or the list of it alone (implicit conversion, DMN 1.5, 10.3.2.9.4)."""
    return value if type(value) is list else [value]


def number_of(value: Any) -> Number:
    """`value` as a number; raises Fault when it is none."""
    if type(value) is int:
        return value
    number = as_number(value) if type(value) is not bool else None
    if number is None:
        raise Fault("feel.warning.kind", expected="number", found=kind_of(value))
    return number
