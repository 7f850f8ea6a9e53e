"""From a due rule and a calendar to a deadline that explains itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine.errors import Conflict
from engine.messages import Language
from workflows.calendar import explanations
from workflows.calendar.days import WorkingCalendar
from workflows.calendar.rules import CountUnit, DueKind, DueRule

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_LAST_SECOND = time(23, 59, 59)


class DueReferenceMissing(Conflict):
    """The rule counts from a day that is not known yet: a start, a period end, an event, a requested day."""


class DayEnd(StrEnum):
    """When a day ends for a deadline: with the day itself, or with office hours."""

    END_OF_DAY = "end_of_day"
    OFFICE_END = "office_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSettings:
    """How deadlines become instants. Only a working day has an office end: then the last working day counts."""

    day_end: DayEnd = DayEnd.END_OF_DAY
    office_end: time = time(17, 0)
    zone: ZoneInfo = LOCAL_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When something is due.

    `legal_last_day` is the last day the rule allows; `working_last_day` the last working day on or before it, which is
    what staff are warned for. `due_at` is aware, in the local zone: the end of `legal_last_day`, or the end of office
    hours of `working_last_day` (`DeadlineSettings.day_end`). `opens_on` is the first day of a window, else None.
    `is_provisional` says that a day not announced yet was involved; the explanations say so too.
    """

    rule: DueRule
    due_at: datetime
    legal_last_day: date
    working_last_day: date
    opens_on: date | None
    is_provisional: bool
    explanation_vi: str
    explanation_en: str

    def explanation(self, language: Language) -> str:
        return self.explanation_vi if language == "vi" else self.explanation_en


def compute_deadline(
    rule: DueRule,
    calendar: WorkingCalendar,
    *,
    reference: date | None = None,
    year: int | None = None,
    settings: DeadlineSettings | None = None,
) -> Deadline:
    """The deadline of `rule`.

    `reference` is the day the rule counts from: start day, end of the period, day of the event, or the day a request
    asks for; `year` completes a rule without year. Raises DueReferenceMissing or DueYearMissing when one is needed
    and absent, CalendarYearNotCovered when the calendar does not reach.
    """
    opens_on = rule.opens.in_year(year) if rule.opens else None
    named = _named_day(rule, reference, year)
    legal_last = _legal_last_day(rule, calendar, named)
    working_last = calendar.working_day_on_or_before(legal_last)
    basis = explanations.Basis(
        rule=rule, calendar=calendar, named=named, opens_on=opens_on, legal_last=legal_last, working_last=working_last
    )
    return Deadline(
        rule=rule,
        due_at=_instant(legal_last, working_last, settings or DeadlineSettings()),
        legal_last_day=legal_last,
        working_last_day=working_last,
        opens_on=opens_on,
        is_provisional=bool(basis.provisional),
        explanation_vi=explanations.explain(basis, "vi"),
        explanation_en=explanations.explain(basis, "en"),
    )


def _named_day(rule: DueRule, reference: date | None, year: int | None) -> date:
    """The day the rule's words name: D, the close of the window, or the day to count from."""
    yearly = rule.day or rule.closes
    if yearly is not None:
        return yearly.in_year(year)
    if reference is None:
        raise DueReferenceMissing(code=f"calendar.reference_missing.{rule.kind.value}")
    return reference


def _legal_last_day(rule: DueRule, calendar: WorkingCalendar, named: date) -> date:
    if rule.kind is DueKind.BEFORE_DATE and not rule.is_inclusive:
        return named - timedelta(days=1)
    if rule.count is None:
        return named
    count = -rule.count if rule.kind is DueKind.BEFORE_EVENT else rule.count
    if rule.unit is CountUnit.WORKING:
        return calendar.add_working_days(named, count)
    last = named + timedelta(days=count)
    return calendar.working_day_on_or_after(last) if rule.rolls_forward else last


def _instant(legal_last: date, working_last: date, settings: DeadlineSettings) -> datetime:
    if settings.day_end is DayEnd.OFFICE_END:
        return datetime.combine(working_last, settings.office_end, settings.zone)
    return datetime.combine(legal_last, _LAST_SECOND, settings.zone)
