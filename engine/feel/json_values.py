"""FEEL values as JSON values, for variables and for HTTP."""

from __future__ import annotations

from typing import Any

from engine.feel import limits
from engine.feel.decimals import as_number, plain
from engine.feel.errors import FeelLimitExceeded
from engine.feel.faults import Fault
from engine.feel.temporal import DateTime, Time, Zone
from engine.feel.values import inward, kind_of

_SCALARS = frozenset(["null", "boolean", "string"])


def to_json(value: Any) -> Any:
    """None, bool, str, int (whole numbers), Decimal, list or dict.

    Dates, times and durations become ISO 8601 strings, a named zone its offset at that moment. Ranges and functions
    have no JSON form and become null: a diagram that stores one would get nothing useful back.
    Raises FeelLimitExceeded for what is too large or too deep.
    """
    return _Writer().write(value, 0)


class _Writer:
    def __init__(self) -> None:
        self._left = limits.MAX_NODES

    def write(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0:
            raise FeelLimitExceeded("feel.limit.nodes", limits.MAX_NODES)
        if depth > limits.MAX_DEPTH:
            raise FeelLimitExceeded("feel.limit.depth", limits.MAX_DEPTH)
        value = inward(value)
        kind = kind_of(value)
        if kind in _SCALARS:
            return value
        if kind == "number":
            return _number(value)
        if kind == "list":
            return [self.write(item, depth + 1) for item in value]
        if kind == "context":
            return {str(key): self.write(item, depth + 1) for key, item in value.items()}
        if kind in ("range", "function", "unknown"):
            return None
        return iso(value)


def _number(value: Any) -> Any:
    try:
        number = as_number(value)
    except Fault:
        return None
    return None if number is None else plain(number)


def iso(value: Any) -> str:
    """A temporal value as ISO 8601 has it: with the offset where FEEL writes the name of a zone."""
    if isinstance(value, DateTime) and value.zone is not None and value.zone.name:
        return f"{value.date}T{Time(value.time.hour, value.time.minute, value.time.second, value.time.nano)}" + str(
            Zone(offset=value.offset)
        )
    if isinstance(value, Time) and value.zone is not None and value.zone.name:
        zone = Zone(offset=value.zone.offset_of_time(value.seconds))
        return str(Time(value.hour, value.minute, value.second, value.nano, zone))
    return str(value)
