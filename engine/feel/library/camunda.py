"""Camunda 8's additions to the built-in functions, kept apart from the standard's so that they can be left out."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from engine.feel import regex
from engine.feel.comparison import same
from engine.feel.decimals import Number
from engine.feel.faults import Fault
from engine.feel.library import conversion
from engine.feel.library.conversion import zone_of
from engine.feel.library.temporal import day_of
from engine.feel.registry import Builtin, Form, Registry
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime
from engine.feel.temporal.calendar import month_length

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin

_MISSING = frozenset(["feel.warning.unknown_name", "feel.warning.unknown_member", "feel.warning.no_member"])

_standard = conversion.FUNCTIONS["date and time"]
_moment = FUNCTIONS["date and time"] = Builtin("date and time")
assert isinstance(_standard, Builtin)
_moment.signatures.extend(_standard.signatures)
_moment.cost = _standard.cost


@builtin("date and time", "date: date and time, timezone: string", cost=15)
def _moment_in_zone(run: Run, value: DateTime, timezone: str) -> DateTime:
    zone = zone_of(timezone)
    if value.zone is None:
        return replace(value, time=replace(value.time, zone=zone))
    return DateTime.from_value(value.value, zone)


def _is_defined(reasons: AbstractSet[str], value: Any) -> bool:
    return value is not None or not reasons & _MISSING


def _get_or_else(reasons: AbstractSet[str], value: Any, default: Any) -> Any:
    return default if value is None else value


FUNCTIONS["is defined"] = Form("is defined", 1, _is_defined)
FUNCTIONS["get or else"] = Form("get or else", 2, _get_or_else)


@builtin("assert", "value: any, condition: any, cause: string?")
def _assert(run: Run, value: Any, condition: Any, cause: str | None = None) -> Any:
    if condition is not True:
        raise Fault("feel.warning.assertion", cause=(cause or "…")[:200])
    return value


@builtin("trim", "string: string")
def _trim(run: Run, text: str) -> str:
    run.text(len(text))
    return text.strip()


@builtin("is blank", "string: string")
def _is_blank(run: Run, text: str) -> bool:
    return not text.strip()


@builtin("is empty", "list: list | string")
def _is_empty(run: Run, value: list[Any] | str) -> bool:
    return not value


@builtin("uuid", "", is_pure=False, cost=10)
def _uuid(run: Run) -> str:
    return str(uuid.uuid4())


@builtin("to base64", "value: string")
def _to_base64(run: Run, text: str) -> str:
    run.text(len(text) * 6)
    return base64.b64encode(text.encode()).decode()


@builtin("extract", "input: string, pattern: string")
def _extract(run: Run, text: str, pattern: str) -> list[str]:
    return [text[match.start : match.end] for match in regex.find_all(run, text, regex.compiled(run, pattern, ""))]


@builtin("duplicate values", "list: list")
def _duplicate_values(run: Run, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for position, item in enumerate(items):
        run.spend(len(items))
        is_again = any(same(run, item, other) for other in items[position + 1 :])
        if is_again and not any(same(run, item, other) for other in found):
            found.append(item)
    return found


@builtin("partition", "list: list, size: number")
def _partition(run: Run, items: list[Any], size: Number) -> list[list[Any]]:
    step = int(size)
    if step < 1:
        raise Fault("feel.warning.position", position=str(size)[:40])
    run.items(len(items))
    return [items[start : start + step] for start in range(0, len(items), step)]


@builtin("last day of month", "date: date or date and time")
def _last_day_of_month(run: Run, value: Date | DateTime) -> Date:
    day = day_of(value)
    return Date(day.year, day.month, month_length(day.year, day.month))
