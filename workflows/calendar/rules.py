"""Due rules as data: what a plan says about a date, before any calendar is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from engine.errors import Conflict
from workflows.data_files import Findings, Row, read_or_raise

_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_COMMON_YEAR = 2001


class DueYearMissing(Conflict):
    """The rule names a day of every year, and no year was given."""

    code = "calendar.due_year_missing"


class DueKind(StrEnum):
    """The kinds of deadline of Vietnamese plans and laws, each with its usual wording."""

    FIXED_DATE = "fixed_date"
    """"đến hết ngày D": D itself counts."""
    BEFORE_DATE = "before_date"
    """"trước ngày D": the day before D is the last, and it never moves forward."""
    WORKING_DAYS_FROM = "working_days_from"
    """"chậm nhất N ngày làm việc kể từ ngày": counted from the next day."""
    CALENDAR_DAYS_FROM = "calendar_days_from"
    """"N ngày liên tục kể từ ngày": counted from the next day, rest days included."""
    AFTER_PERIOD_END = "after_period_end"
    """"chậm nhất N ngày (làm việc) sau khi kết thúc kỳ"."""
    BEFORE_EVENT = "before_event"
    """"ít nhất N ngày (làm việc) trước sự kiện"."""
    YEARLY_WINDOW = "yearly_window"
    """"từ ngày 10/12 đến hết ngày 15/12 hằng năm"."""
    ON_REQUEST = "on_request"
    """"khi có yêu cầu": the request itself sets the day."""


NEEDS_REFERENCE = frozenset(
    {
        DueKind.WORKING_DAYS_FROM,
        DueKind.CALENDAR_DAYS_FROM,
        DueKind.AFTER_PERIOD_END,
        DueKind.BEFORE_EVENT,
        DueKind.ON_REQUEST,
    }
)
"""Kinds that are counted from a day known only when the case runs."""


class CountUnit(StrEnum):
    """What is counted: working days, or all days ("ngày liên tục")."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A day and month, of one `year` or, when that is None, of whatever year is asked for."""

    month: int
    day: int
    year: int | None = None

    def in_year(self, year: int | None) -> date:
        """The date; raises DueYearMissing when neither the rule nor the caller names a year."""
        chosen = self.year if self.year is not None else year
        if chosen is None:
            raise DueYearMissing(day=f"{self.day:02}/{self.month:02}")
        return date(chosen, self.month, self.day)

    def __str__(self) -> str:
        text = f"{self.month:02}-{self.day:02}"
        return text if self.year is None else f"{self.year:04}-{text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRule:
    """When something is due.

    `day` belongs to fixed_date and before_date; `opens` and `closes` to yearly_window; `count` and `unit` to the
    counting kinds. `is_inclusive` reads "trước ngày D" as including D, where an owner says so. `rolls_forward` moves a
    counted period that ends on a day off to the next working day (Bộ luật Dân sự 2015, Điều 148 khoản 5); without it
    staff are held to the last working day before.
    """

    kind: DueKind
    day: YearlyDay | None = None
    opens: YearlyDay | None = None
    closes: YearlyDay | None = None
    count: int | None = None
    unit: CountUnit | None = None
    is_inclusive: bool = False
    rolls_forward: bool = False

    @property
    def needs_reference(self) -> bool:
        """Whether a starting day, period end, event or requested day must be given to compute the deadline."""
        return self.kind in NEEDS_REFERENCE

    def as_dict(self) -> dict[str, Any]:
        """The rule as plain JSON values; `parse_due_rule` reads it back."""
        values: dict[str, Any] = {"kind": self.kind.value}
        for name, day in (("date", self.day), ("opens", self.opens), ("closes", self.closes)):
            if day is not None:
                values[name] = str(day)
        if self.count is not None:
            values["count"] = self.count
        if self.unit is not None and self.kind in _UNIT_IS_CHOSEN:
            values["unit"] = self.unit.value
        return values | {name: True for name in ("inclusive", "rolls_forward") if getattr(self, _FLAGS[name])}


_FLAGS = {"inclusive": "is_inclusive", "rolls_forward": "rolls_forward"}
_UNIT_IS_CHOSEN = frozenset({DueKind.AFTER_PERIOD_END, DueKind.BEFORE_EVENT})


def parse_due_rule(values: Mapping[str, Any], source: str = "due") -> DueRule:
    """The rule written as plain values; raises Problems (``calendar.due_rule_invalid``) for a bad one."""

    def read(findings: Findings) -> DueRule:
        row = Row.of(values, source, findings)
        rule = read_due_rule(row)
        row.finish()
        return rule

    return read_or_raise(read, "calendar.due_rule_invalid")


def read_due_rule(row: Row) -> DueRule:
    """The rule in one mapping of a data file; raises RowRefused after noting the finding."""
    kind = row.choice("kind", DueKind)
    if kind in (DueKind.FIXED_DATE, DueKind.BEFORE_DATE):
        inclusive = kind is DueKind.BEFORE_DATE and row.flag("inclusive", default=False)
        return DueRule(kind=kind, day=_yearly_day(row, "date"), is_inclusive=inclusive)
    if kind is DueKind.YEARLY_WINDOW:
        return _read_window(row)
    if kind is DueKind.ON_REQUEST:
        return DueRule(kind=kind)
    return _read_count(row, kind)


def _read_window(row: Row) -> DueRule:
    opens, closes = _yearly_day(row, "opens"), _yearly_day(row, "closes")
    if (opens.month, opens.day) > (closes.month, closes.day) or opens.year != closes.year:
        row.refuse("calendar.window_reversed", "closes", opens=str(opens), closes=str(closes))
    return DueRule(kind=DueKind.YEARLY_WINDOW, opens=opens, closes=closes)


def _read_count(row: Row, kind: DueKind) -> DueRule:
    count = row.whole("count")
    if not 0 <= count <= 366 or (count == 0 and kind is not DueKind.AFTER_PERIOD_END):
        row.refuse("calendar.count_out_of_range", "count", count=count)
    if kind in _UNIT_IS_CHOSEN:
        unit = row.choice("unit", CountUnit)
    else:
        unit = CountUnit.WORKING if kind is DueKind.WORKING_DAYS_FROM else CountUnit.CALENDAR
    may_roll = unit is CountUnit.CALENDAR and kind is not DueKind.BEFORE_EVENT
    rolls_forward = may_roll and row.flag("rolls_forward", default=False)
    return DueRule(kind=kind, count=count, unit=unit, rolls_forward=rolls_forward)


def _yearly_day(row: Row, name: str) -> YearlyDay:
    """A full date, or text mm-dd for every year; 29 February is no day of every year."""
    match = row.match(name, _MONTH_DAY)
    if match is None:
        full = row.day(name)
        return YearlyDay(full.month, full.day, full.year)
    month, day = int(match[1]), int(match[2])
    try:
        date(_COMMON_YEAR, month, day)
    except ValueError:
        row.refuse("calendar.no_such_day", name, value=match[0])
    return YearlyDay(month, day)
