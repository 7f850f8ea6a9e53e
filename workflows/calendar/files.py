"""Reads the yearly calendar files: one YAML file a year, one row a day, each with its legal ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflows.calendar.days import WEEKLY_REST, CalendarDay, DayKind, DayScope, Mark, WorkingCalendar
from workflows.data_files import Findings, Row, read_each, read_file, read_or_raise

DATA_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """What one file says: the days of one `year` that differ from their weekday, by date."""

    name: str
    title: str
    year: int
    days: tuple[CalendarDay, ...]


def calendar_names(folder: Path = DATA_FOLDER) -> tuple[str, ...]:
    """The names of the calendar files in `folder`, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def read_calendar_file(name: str, folder: Path = DATA_FOLDER) -> CalendarFile:
    """Read `folder`/`name`.yaml; raises Problems (``calendar.file_invalid``) naming file and line of every fault."""

    def read(findings: Findings) -> CalendarFile:
        top = read_file(folder / f"{name}.yaml", findings)
        year, title = top.whole("year"), top.text("title")
        taken: set[tuple[DayScope, date]] = set()
        days = read_each(top.rows("days"), lambda row: _day(row, year, taken))
        top.finish()
        return CalendarFile(name=name, title=title, year=year, days=tuple(sorted(days, key=lambda day: day.date)))

    return read_or_raise(read, "calendar.file_invalid", name=name)


def load_calendar(
    names: Iterable[str], scope: DayScope = DayScope.OFFICIALS, folder: Path = DATA_FOLDER
) -> WorkingCalendar:
    """The working calendar of the named files; see `read_calendar_file` and `WorkingCalendar.build` for errors."""
    files = [read_calendar_file(name, folder) for name in names]
    return WorkingCalendar.build((day for file in files for day in file.days), (file.year for file in files), scope)


def _day(row: Row, year: int, taken: set[tuple[DayScope, date]]) -> CalendarDay:
    day = CalendarDay(
        date=row.day("date"),
        kind=row.choice("kind", DayKind),
        scope=row.choice("scope", DayScope),
        name=row.text("name"),
        legal_ground=row.text("legal_ground"),
        mark=row.choice("mark", Mark),
        is_provisional=row.flag("provisional", default=False),
    )
    shown = f"{day.date:%d/%m/%Y}"
    if day.date.year != year:
        row.refuse("calendar.day_outside_year", "date", date=shown, year=year)
    if (day.kind is DayKind.WORKING_MAKEUP) != (day.date.weekday() in WEEKLY_REST) and day.kind is not DayKind.HOLIDAY:
        row.refuse("calendar.day_kind_without_effect", "kind", date=shown, kind=day.kind.value)
    if (day.scope, day.date) in taken:
        row.refuse("calendar.day_given_twice", "date", date=shown)
    taken.add((day.scope, day.date))
    return day
