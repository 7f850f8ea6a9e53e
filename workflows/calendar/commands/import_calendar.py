"""The calendar of one year is imported: as announced at its beginning, or again when a day is added in mid-year."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.dispatch import command_handler
from engine.history.events import ORGANIZATION
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.calendar.days import CalendarDay, DayScope
from workflows.calendar.files import CalendarFile
from workflows.calendar.loading import stored_days
from workflows.calendar.tables import calendar_day
from workflows.ports import identity_has_changed


class CalendarEvent(StrEnum):
    """Recorded in the stream ORGANIZATION."""

    IMPORTED = "calendar.imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCalendar:
    """The rows of one year replace those that are there; `source` is the name of the file they came from."""

    year: int
    source: str
    days: tuple[CalendarDay, ...]

    @classmethod
    def of(cls, file: CalendarFile) -> ImportCalendar:
        return cls(year=file.year, source=file.name, days=file.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarImported:
    """How many rows were added, changed and removed; all zero when the same calendar was there already."""

    year: int
    added: int
    changed: int
    removed: int

    @property
    def is_changed(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@command_handler
def import_calendar(command: ImportCalendar, uow: UnitOfWork) -> CalendarImported:
    """Due dates that are open already are recomputed by `RecalculateDueDates`, which whoever imports runs next."""
    uow.require("calendar.import", Resource(kind="calendar_day"))
    # Imports follow each other, so that no two merge into a calendar that nobody announced.
    uow.connection.exec_driver_sql("LOCK TABLE calendar_day IN SHARE ROW EXCLUSIVE MODE")
    before = {_place(day): day for day in stored_days(uow.connection, command.year)}
    after = {_place(day): day for day in command.days}
    changed = [place for place in before.keys() & after.keys() if before[place] != after[place]]
    answer = CalendarImported(
        year=command.year,
        added=len(after.keys() - before.keys()),
        changed=len(changed),
        removed=len(before.keys() - after.keys()),
    )
    for place in before.keys() - after.keys():
        uow.batch.delete(calendar_day, date=place[0], scope=place[1])
    for place in after.keys() - before.keys():
        uow.batch.insert(calendar_day, _row(after[place], command.source, uow))
    for place in changed:
        uow.batch.update(calendar_day, _row(after[place], command.source, uow))
    if answer.is_changed:
        identity_has_changed(uow)
        counts = {"added": answer.added, "changed": answer.changed, "removed": answer.removed}
        days = [[day.date.isoformat(), day.scope, day.kind] for day in command.days]
        payload = {"year": command.year, "source": command.source, **counts, "days": days}
        uow.record_in(ORGANIZATION, CalendarEvent.IMPORTED, payload)
    return answer


def _place(day: CalendarDay) -> tuple[str, DayScope]:
    return day.date.isoformat(), day.scope


def _row(day: CalendarDay, source: str, uow: UnitOfWork) -> dict[str, object]:
    return {
        "date": day.date.isoformat(),
        "scope": day.scope,
        "kind": day.kind,
        "name": day.name,
        "legal_ground": day.legal_ground,
        "mark": day.mark,
        "is_provisional": day.is_provisional,
        "source": source,
        "imported_at": uow.now,
        "imported_by": uow.actor.username,
    }
