"""Equality and order of FEEL values (DMN 1.5, 10.3.2.13 tables 50 to 53)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.decimals import as_number
from engine.feel.errors import FeelLimitExceeded
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.values import Range, kind_of

PLAIN = frozenset([int, str, Decimal, bool, Date, DaysTimeDuration, YearsMonthsDuration])
"""Types within which Python's equality is FEEL's."""

_ORDERED = frozenset([int, str, Decimal, Date, DaysTimeDuration, YearsMonthsDuration])


def equal(run: Run, left: Any, right: Any, depth: int = 0) -> bool | None:
    """Whether two values are equal; None when they are of different kinds, neither being null."""
    kind = type(left)
    if kind is type(right) and kind in PLAIN:
        return bool(left == right)
    if left is None or right is None:
        return left is right
    name = kind_of(left)
    if name != kind_of(right):
        return None
    if name == "number":
        return as_number(left) == as_number(right)
    if name in ("time", "date and time"):
        return (left.zone is None) == (right.zone is None) and left.value == right.value
    if name in ("list", "context", "range"):
        return _equal_parts(run, left, right, name, depth + 1)
    return left is right


def _equal_parts(run: Run, left: Any, right: Any, kind: str, depth: int) -> bool:
    if depth > limits.MAX_DEPTH:
        raise FeelLimitExceeded("feel.limit.depth", limits.MAX_DEPTH)
    if kind == "range":
        if (left.low_included, left.high_included) != (right.low_included, right.high_included):
            return False
        pairs = [(left.low, right.low), (left.high, right.high)]
    elif len(left) != len(right):
        return False
    elif kind == "list":
        pairs = zip(left, right, strict=True)  # type: ignore[assignment]
    elif left.keys() != right.keys():
        return False
    else:
        pairs = [(value, right[key]) for key, value in left.items()]
    run.spend(1)
    for one, other in pairs:
        run.spend(1)
        if not equal(run, one, other, depth):
            return False
    return True


def same(run: Run, left: Any, right: Any) -> bool:
    """Whether two values are equal; different kinds are not."""
    return equal(run, left, right) is True


def order(left: Any, right: Any) -> int | None:
    """Negative, zero or positive as `left` is less, equal or more; None when they cannot be compared."""
    kind = type(left)
    if kind is type(right) and kind in _ORDERED:
        return int(left > right) - int(left < right)
    name = kind_of(left)
    if name != kind_of(right):
        return None
    if name == "number":
        left, right = as_number(left), as_number(right)
    elif name in ("time", "date and time"):
        if (left.zone is None) != (right.zone is None):
            return None
        left, right = left.value, right.value
    else:
        return None
    return int(left > right) - int(left < right)


def within(run: Run, value: Any, interval: Range) -> bool | None:
    """Whether `value` lies in `interval`; None when it cannot be compared with its ends."""
    if value is None:
        return None
    if interval.low is not None:
        low = order(value, interval.low)
        if low is None:
            return None
        if low < 0 or (low == 0 and not interval.low_included):
            return False
    if interval.high is not None:
        high = order(value, interval.high)
        if high is None:
            return None
        if high > 0 or (high == 0 and not interval.high_included):
            return False
    return True


def identical(run: Run, left: Any, right: Any) -> bool:
    """``is()``: the same value of the same kind, with the same zone (DMN 1.5, table 77)."""
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, Time):
        return left.nanos == right.nanos and _same_zone(left, right)
    if isinstance(left, DateTime):
        return left.date == right.date and identical(run, left.time, right.time)
    return same(run, left, right)


def _same_zone(left: Time, right: Time) -> bool:
    return left.zone == right.zone or (left.zone is not None and right.zone is not None and left.value == right.value)
