"""The calendar of one year, and what it makes of a due rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.calendar.days import CalendarDay
from workflows.calendar.deadlines import Deadline, compute_deadline
from workflows.calendar.loading import stored_calendar, stored_days
from workflows.calendar.rules import parse_due_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCalendarYear:
    """Raises CalendarYearNotCovered for a year that is not imported."""

    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """`days` differ from their weekday; `working_days` counts those of the whole year."""

    year: int
    working_days: int
    days: tuple[CalendarDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainDeadline:
    """A due rule as data; `reference` and `year` as `compute_deadline` needs them."""

    rule: Mapping[str, Any] = field(default_factory=dict)
    reference: date | None = None
    year: int | None = None


@query_handler
def get_calendar_year(query: GetCalendarYear, reader: Reader) -> CalendarYear:
    reader.require("calendar.read", Resource(kind="calendar_day"))
    calendar = stored_calendar(reader.connection)
    first, last = date(query.year, 1, 1), date(query.year, 12, 31)
    working = calendar.working_days_between(first, last) + calendar.is_working_day(first)
    return CalendarYear(year=query.year, working_days=working, days=stored_days(reader.connection, query.year))


@query_handler
def explain_deadline(query: ExplainDeadline, reader: Reader) -> Deadline:
    """Raises Problems for a bad rule, DueReferenceMissing, DueYearMissing, CalendarYearNotCovered."""
    reader.require("calendar.read", Resource(kind="calendar_day"))
    rule = parse_due_rule(query.rule, "rule")
    return compute_deadline(rule, stored_calendar(reader.connection), reference=query.reference, year=query.year)
