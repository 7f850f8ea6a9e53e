"""What FEEL in diagrams may ask the working calendar: host functions for `engine.feel.Context.functions`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.errors import InvalidInput
from engine.feel.temporal import Date, DateTime, Zone
from workflows.calendar.days import WorkingCalendar
from workflows.calendar.deadlines import LOCAL_ZONE


class NotADate(InvalidInput):
    """A host function was given something that is no date."""

    code = "calendar.not_a_date"


class NotAWholeNumber(InvalidInput):
    """A host function was given a count of days that is no whole number."""

    code = "calendar.not_a_whole_number"


def host_functions(calendar: WorkingCalendar) -> Mapping[str, Callable[..., Any]]:
    """The functions by FEEL name.

    A date may be a FEEL date, a date and time (its local day counts) or ISO 8601 text. As with FEEL's own functions,
    null in gives null out; anything else that does not fit raises NotADate or NotAWholeNumber, and a day outside the
    imported years CalendarYearNotCovered.
    """

    def add_working_days(start: Any, count: Any) -> date | None:
        """The count-th working day after `start`, which is not counted itself; before it when negative."""
        if start is None or count is None:
            return None
        return calendar.add_working_days(_as_date(start), _as_whole(count))

    def working_days_between(start: Any, end: Any) -> Decimal | None:
        """How many working days after `start` up to and including `end`."""
        if start is None or end is None:
            return None
        return Decimal(calendar.working_days_between(_as_date(start), _as_date(end)))

    def is_working_day(day: Any) -> bool | None:
        return None if day is None else calendar.is_working_day(_as_date(day))

    def last_working_day_before(day: Any) -> date | None:
        """The last working day strictly before `day`: what "trước ngày" leaves to staff."""
        return None if day is None else calendar.previous_working_day(_as_date(day))

    return {
        "add_working_days": add_working_days,
        "working_days_between": working_days_between,
        "is_working_day": is_working_day,
        "last_working_day_before": last_working_day_before,
    }


def _as_date(value: Any) -> date:
    if isinstance(value, Date):
        value = value.to_date()
    elif isinstance(value, DateTime):
        value = value.to_datetime(Zone(name=LOCAL_ZONE.key))
    elif isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, datetime):
        return (value.astimezone(LOCAL_ZONE) if value.tzinfo is not None else value).date()
    if isinstance(value, date):
        return value
    raise NotADate(value=value)


def _parsed(text: str) -> date | datetime | None:
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(text)
        except ValueError:
            continue
    raise NotADate(value=text)


def _as_whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise NotAWholeNumber(value=value)
    return int(value)
