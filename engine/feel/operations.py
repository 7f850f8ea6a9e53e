"""The arithmetic operators over every pair of kinds they are defined for (DMN 1.5, 10.3.2.13 tables 54 to 57)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel import decimals
from engine.feel.decimals import Number
from engine.feel.faults import Fault
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.temporal.calendar import DAY_NANOS
from engine.feel.values import kind_of, number_of

_TEMPORAL = 15
"""Steps of calculating with dates."""

_IRRATIONAL = 150
"""Steps of a power that is no product of whole numbers."""

_MIDNIGHT = Time(0, 0, 0)
_Duration = DaysTimeDuration | YearsMonthsDuration


def add(run: Run, left: Any, right: Any) -> Any:
    """Raises Fault where ``+`` is not defined."""
    if type(left) is str and type(right) is str:
        run.text(len(left) + len(right))
        return left + right
    if isinstance(left, _Duration) and isinstance(right, Date | DateTime | Time):
        left, right = right, left
    if isinstance(right, _Duration):
        run.spend(_TEMPORAL)
        return _shifted(left, right, 1)
    return _numeric(decimals.add, "+", left, right)


def subtract(run: Run, left: Any, right: Any) -> Any:
    """Raises Fault where ``-`` is not defined: so for two moments of which only one has a zone."""
    if isinstance(right, _Duration):
        run.spend(_TEMPORAL)
        return _shifted(left, right, -1)
    if isinstance(left, Date) and isinstance(right, Date):
        return DaysTimeDuration((left.days - right.days) * DAY_NANOS)
    if isinstance(left, Time) and isinstance(right, Time):
        return _apart(left, right, "-")
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        run.spend(_TEMPORAL)
        return _apart(_moment(left, right), _moment(right, left), "-")
    return _numeric(decimals.subtract, "-", left, right)


def multiply(run: Run, left: Any, right: Any) -> Any:
    """Raises Fault where ``*`` is not defined."""
    if isinstance(right, _Duration):
        left, right = right, left
    if isinstance(left, _Duration):
        return _scaled(left, decimals.multiply, _number(right, "*", left))
    return _numeric(decimals.multiply, "*", left, right)


def divide(run: Run, left: Any, right: Any) -> Any:
    """Raises Fault where ``/`` is not defined, and for zero."""
    if isinstance(left, DaysTimeDuration) and isinstance(right, DaysTimeDuration):
        return decimals.divide(decimals.fit(left.nanoseconds), decimals.fit(right.nanoseconds))
    if isinstance(left, YearsMonthsDuration) and isinstance(right, YearsMonthsDuration):
        return decimals.divide(left.months, right.months)
    if isinstance(left, _Duration):
        return _scaled(left, decimals.divide, _number(right, "/", left))
    return _numeric(decimals.divide, "/", left, right)


def power(run: Run, left: Any, right: Any) -> Any:
    """Raises Fault where ``**`` is not defined."""
    run.spend(5 if type(left) is int and type(right) is int else _IRRATIONAL)
    return _numeric(decimals.power, "**", left, right)


def negate(run: Run, value: Any) -> Any:
    """Raises Fault for what has no sign."""
    if isinstance(value, DaysTimeDuration):
        return DaysTimeDuration(-value.nanoseconds)
    if isinstance(value, YearsMonthsDuration):
        return YearsMonthsDuration(-value.months)
    return decimals.subtract(0, _number(value, "-", value))


OPERATIONS: dict[str, Callable[[Run, Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def _numeric(operation: Callable[[Number, Number], Number], operator: str, left: Any, right: Any) -> Number:
    return operation(_number(left, operator, right), _number(right, operator, left))


def _number(value: Any, operator: str, other: Any) -> Number:
    kind = type(value)
    if kind is Decimal or kind is int:
        return number_of(value)
    if kind is not float:
        raise Fault("feel.warning.operands", operator=operator, left=kind_of(value), right=kind_of(other))
    return number_of(value)


def _shifted(value: Any, duration: _Duration, sign: int) -> Any:
    if isinstance(duration, DaysTimeDuration):
        if isinstance(value, DaysTimeDuration):
            return DaysTimeDuration(value.nanoseconds + sign * duration.nanoseconds)
        step: _Duration = DaysTimeDuration(sign * duration.nanoseconds)
        if isinstance(value, Time):
            return Time.from_nanos(value.nanos + sign * duration.nanoseconds, value.zone)
    else:
        if isinstance(value, YearsMonthsDuration):
            return YearsMonthsDuration(value.months + sign * duration.months)
        step = YearsMonthsDuration(sign * duration.months)
    if isinstance(value, DateTime):
        return value.plus(step)
    if isinstance(value, Date):
        return DateTime(value, _MIDNIGHT).plus(step).date
    raise Fault(
        "feel.warning.operands", operator="+" if sign > 0 else "-", left=kind_of(value), right=kind_of(duration)
    )


def _moment(value: Date | DateTime, other: Date | DateTime) -> DateTime:
    """A date as the midnight of its day, in the zone of the other side."""
    if isinstance(value, DateTime):
        return value
    return DateTime(value, Time(0, 0, 0, 0, other.zone if isinstance(other, DateTime) else None))


def _apart(left: Time | DateTime, right: Time | DateTime, operator: str) -> DaysTimeDuration:
    if (left.zone is None) != (right.zone is None):
        raise Fault("feel.warning.zones")
    return DaysTimeDuration(left.value - right.value)


def _scaled(duration: _Duration, operation: Callable[[Number, Number], Number], factor: Number) -> _Duration:
    """Months are cut to whole ones, nanoseconds too."""
    if isinstance(duration, DaysTimeDuration):
        return DaysTimeDuration(int(operation(decimals.fit(duration.nanoseconds), factor)))
    return YearsMonthsDuration(int(operation(duration.months, factor)))
