"""Reads the imported calendar days from the store."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.errors import Conflict
from workflows.calendar.days import CalendarDay, DayKind, DayScope, Mark, WorkingCalendar

_DAYS = "SELECT date, scope, kind, name, legal_ground, mark, is_provisional FROM calendar_day"


class CalendarNotImported(Conflict):
    """No calendar is in the store, so no deadline can be computed."""

    code = "calendar.not_imported"


def stored_days(connection: Connection, year: int | None = None) -> tuple[CalendarDay, ...]:
    """The imported rows by date, of one year or of all."""
    where, values = ("", None) if year is None else (" WHERE extract(year FROM date) = %s", (year,))
    return tuple(
        CalendarDay(
            date=row.date,
            kind=DayKind(row.kind),
            scope=DayScope(row.scope),
            name=row.name,
            legal_ground=row.legal_ground,
            mark=Mark(row.mark),
            is_provisional=row.is_provisional,
        )
        for row in connection.exec_driver_sql(f"{_DAYS}{where} ORDER BY date, scope", values).all()
    )


def stored_calendar(connection: Connection, scope: DayScope = DayScope.OFFICIALS) -> WorkingCalendar:
    """The working calendar of every imported year. Raises CalendarNotImported when there is none."""
    days = stored_days(connection)
    if not days:
        raise CalendarNotImported
    return WorkingCalendar.build(days, {day.date.year for day in days}, scope)
