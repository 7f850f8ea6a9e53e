"""The working calendar: which days are worked, from imported rows and the weekly rest days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from engine.errors import Conflict, InvalidInput

WEEKLY_REST = frozenset({5, 6})
"""Saturday and Sunday (`date.weekday`): the forty-hour week of offices, Quyết định 188/1999/QĐ-TTg."""


class CalendarYearNotCovered(Conflict):
    """A day of a year was asked for whose calendar is not imported; a guess would be wrong in silence."""

    code = "calendar.year_not_covered"


class CalendarRowsContradict(InvalidInput):
    """Two rows say different things of one day, or the covered years have a gap."""

    code = "calendar.rows_contradict"


class DayKind(StrEnum):
    """What a row changes: a paid holiday, a day off swapped for another, or the rest day worked in exchange."""

    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"
    WORKING_MAKEUP = "working_makeup"


class DayScope(StrEnum):
    """Whom a row binds: everybody, or the officials and public employees whose swaps the State announces."""

    ALL = "all"
    OFFICIALS = "officials"


class Mark(StrEnum):
    """How sure a statement is: read in a source, professional knowledge not read again, or an assumption."""

    FACT = "fact"
    KNOWLEDGE = "knowledge"
    ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One row: why `date` differs from an ordinary day of its week.

    `is_provisional` says that the competent ministry has not announced it yet; a deadline that meets it says so.
    """

    date: date
    kind: DayKind
    scope: DayScope
    name: str
    legal_ground: str
    mark: Mark
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """An immutable calendar over whole, successive years; make one with `build`.

    Every method raises CalendarYearNotCovered when it would have to look at a day outside `years`.
    """

    years: range
    _rows: Mapping[date, CalendarDay] = field(repr=False)
    _working_days: tuple[date, ...] = field(repr=False)

    @classmethod
    def build(
        cls, rows: Iterable[CalendarDay], years: Iterable[int], scope: DayScope = DayScope.OFFICIALS
    ) -> WorkingCalendar:
        """The calendar of `years` for those whom `scope` names: officials follow the rows of both scopes.

        Raises CalendarRowsContradict for two rows on one day, or years with a gap between them.
        """
        covered = sorted(set(years))
        if not covered or covered[-1] - covered[0] + 1 != len(covered):
            raise CalendarRowsContradict(detail=", ".join(map(str, covered)) or "–")
        by_date: dict[date, CalendarDay] = {}
        for row in rows:
            if row.scope is DayScope.OFFICIALS and scope is not DayScope.OFFICIALS:
                continue
            if row.date in by_date:
                raise CalendarRowsContradict(detail=f"{row.date:%d/%m/%Y}: {by_date[row.date].name} / {row.name}")
            by_date[row.date] = row
        span = range(covered[0], covered[-1] + 1)
        return cls(span, by_date, tuple(day for day in _days_of(span) if _is_worked(day, by_date.get(day))))

    def row(self, day: date) -> CalendarDay | None:
        """The row of `day`, or None for an ordinary day."""
        self._require(day)
        return self._rows.get(day)

    def rows_within(self, first: date, last: date) -> tuple[CalendarDay, ...]:
        """The rows from `first` to `last`, both included, by date."""
        self._require(first)
        self._require(last)
        return tuple(self._rows[day] for day in sorted(self._rows) if first <= day <= last)

    def is_working_day(self, day: date) -> bool:
        self._require(day)
        index = bisect_left(self._working_days, day)
        return index < len(self._working_days) and self._working_days[index] == day

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self.add_working_days(day, -1)

    def working_day_on_or_before(self, day: date) -> date:
        """`day` itself when it is worked, else the last working day before it."""
        return day if self.is_working_day(day) else self.previous_working_day(day)

    def working_day_on_or_after(self, day: date) -> date:
        """`day` itself when it is worked, else the next working day."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; before it when negative; `day` itself for 0.

        `day` is never counted: "kể từ ngày" begins on the day after (Bộ luật Dân sự 2015, Điều 147 khoản 2).
        """
        self._require(day)
        if count == 0:
            return day
        if count > 0:
            index = bisect_right(self._working_days, day) + count - 1
        else:
            index = bisect_left(self._working_days, day) + count
        if not 0 <= index < len(self._working_days):
            raise self._not_covered(self.years.stop if count > 0 else self.years.start - 1)
        return self._working_days[index]

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lead from `start` to `end`: the inverse of `add_working_days`.

        Counts the working days after `start` up to and including `end`; when `end` is earlier, minus those from `end`
        up to the day before `start`.
        """
        self._require(start)
        self._require(end)
        if start <= end:
            return bisect_right(self._working_days, end) - bisect_right(self._working_days, start)
        return bisect_left(self._working_days, end) - bisect_left(self._working_days, start)

    def _require(self, day: date) -> None:
        if day.year not in self.years:
            raise self._not_covered(day.year)

    def _not_covered(self, year: int) -> CalendarYearNotCovered:
        return CalendarYearNotCovered(year=year, first=self.years.start, last=self.years.stop - 1)


def _days_of(years: range) -> Iterable[date]:
    day = date(years.start, 1, 1)
    while day.year in years:
        yield day
        day += timedelta(days=1)


def _is_worked(day: date, row: CalendarDay | None) -> bool:
    if row is None:
        return day.weekday() not in WEEKLY_REST
    return row.kind is DayKind.WORKING_MAKEUP
