"""Functions of the calendar and the clock (DMN 1.5, tables 79, 82 and 84)."""

from __future__ import annotations

from typing import Any

from engine.feel.comparison import identical
from engine.feel.faults import Fault
from engine.feel.registry import Registry
from engine.feel.runtime import Run
from engine.feel.temporal import Date, DateTime
from engine.feel.temporal.calendar import iso_week, to_days, weekday
from engine.feel.temporal.dates import from_python
from engine.feel.temporal.zones import named_zone

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_of(value: Date | DateTime) -> Date:
    """The date of a date or of a date and time."""
    return value.date if isinstance(value, DateTime) else value


@builtin("is", "value1: any, value2: any")
def _is(run: Run, value1: Any, value2: Any) -> bool:
    return identical(run, value1, value2)


@builtin("now", "", is_pure=False, cost=40)
def _now(run: Run) -> DateTime:
    zone = named_zone(run.context.zone)
    moment = from_python(run.context.now)
    if zone is None or not isinstance(moment, DateTime):
        raise Fault("feel.warning.temporal_text", kind="timezone", text=run.context.zone[:40])
    return DateTime.from_value(moment.value, zone)


@builtin("today", "", is_pure=False, cost=40)
def _today(run: Run) -> Date:
    now: DateTime = _now(run)
    return now.date


@builtin("day of year", "date: date or date and time", cost=5)
def _day_of_year(run: Run, date: Date | DateTime) -> int:
    day = day_of(date)
    return day.days - to_days(day.year, 1, 1) + 1


@builtin("day of week", "date: date or date and time", cost=5)
def _day_of_week(run: Run, date: Date | DateTime) -> str:
    return _DAYS[weekday(day_of(date).days) - 1]


@builtin("month of year", "date: date or date and time", cost=5)
def _month_of_year(run: Run, date: Date | DateTime) -> str:
    return _MONTHS[day_of(date).month - 1]


@builtin("week of year", "date: date or date and time", cost=5)
def _week_of_year(run: Run, date: Date | DateTime) -> int:
    day = day_of(date)
    return iso_week(day.year, day.month, day.day)
