"""Programmes and their templates between the values of a pack and the rows of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row

from engine.errors import NotFound
from workflows.calendar.days import Mark
from workflows.calendar.reminders import ReminderStep
from workflows.calendar.rules import parse_due_rule
from workflows.packs.model import Pack
from workflows.packs.obligation_model import (
    Deliverable,
    Due,
    Obligation,
    Period,
    ProcessPlan,
    Timing,
    UnitSelector,
)


class ProgrammeNotFound(NotFound):
    """There is no programme of that code. Fields: programme."""

    code = "programmes.not_found"


class ProgrammeState(StrEnum):
    """A draft has no obligations yet; a closed one starts nothing any more."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The plan of a year; `issuer` is the code of the unit that issued it."""

    code: str
    title: str
    year: int
    pack: str
    issuer: str | None
    state: ProgrammeState
    periods: tuple[Period, ...]
    processes: tuple[ProcessPlan, ...]
    reminders: tuple[ReminderStep, ...]
    opened_at: datetime | None
    opened_by: str | None
    revision: int

    @property
    def periods_by_code(self) -> Mapping[str, Period]:
        return {period.code: period for period in self.periods}


# -- from the store ------------------------------------------------------------------------------------------------


def read_programme(connection: Connection, code: str, *, lock: bool = False) -> Programme:
    """The programme `code`, its row locked on demand. Raises ProgrammeNotFound."""
    row = connection.exec_driver_sql(
        f"SELECT * FROM programme WHERE code = %s{' FOR UPDATE' if lock else ''}", (code,)
    ).one_or_none()
    if row is None:
        raise ProgrammeNotFound(programme=code)
    return programme_of(row)


def programme_of(row: Row[Any]) -> Programme:
    return Programme(
        code=row.code,
        title=row.title,
        year=row.year,
        pack=row.pack,
        issuer=row.issuer,
        state=ProgrammeState(row.state),
        periods=tuple(_period(values) for values in row.periods),
        processes=tuple(ProcessPlan(**values) for values in row.processes),
        reminders=tuple(_reminder(values) for values in row.reminders),
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        revision=row.revision,
    )


def read_templates(connection: Connection, programme: str) -> tuple[Obligation, ...]:
    """What the programme asks for, in the order of its plan."""
    rows = connection.exec_driver_sql(
        "SELECT * FROM obligation_template WHERE programme_code = %s ORDER BY ordinal", (programme,)
    )
    return tuple(_template(row) for row in rows)


def _template(row: Row[Any]) -> Obligation:
    deliverable = row.deliverable_code and Deliverable(code=row.deliverable_code, title=row.deliverable_title)
    return Obligation(
        code=row.code,
        paragraph=row.paragraph,
        who=row.who,
        owed_by=_selector(row.owed_by),
        task=row.task,
        timings=tuple(Timing(timing) for timing in row.timings),
        dues=tuple(_due(values) for values in row.dues),
        receiver=row.receiver,
        via=row.via,
        copies=tuple(row.copies),
        legal_bases=tuple(row.legal_bases),
        processes=tuple(row.processes),
        process_id=row.process_id,
        deliverable=deliverable or None,
        repeats=row.repeats,
        within=row.within,
        is_built=row.is_built,
        mark=Mark(row.mark),
        note=row.note,
    )


def _selector(values: Mapping[str, Any]) -> UnitSelector:
    return UnitSelector(
        unit_kinds=tuple(values["unit_kinds"]),
        units=tuple(values["units"]),
        except_units=tuple(values["except_units"]),
    )


def _due(values: Mapping[str, Any]) -> Due:
    return Due(period=values["period"], rule=parse_due_rule(values["rule"]), mark=Mark(values["mark"]))


def _period(values: Mapping[str, Any]) -> Period:
    return Period(
        code=values["code"],
        title=values["title"],
        starts_on=date.fromisoformat(values["starts_on"]),
        ends_on=date.fromisoformat(values["ends_on"]),
    )


def _reminder(values: Mapping[str, Any]) -> ReminderStep:
    return ReminderStep(offset=values["offset"], recipients=tuple(values["recipients"]), title=values["title"])


# -- to the store --------------------------------------------------------------------------------------------------


def programme_row(pack: Pack) -> dict[str, Any]:
    """What a pack says of its programme, as JSON values: without state, times and revision."""
    return {
        "code": pack.name,
        "title": pack.title,
        "year": pack.year,
        "pack": pack.name,
        "issuer": pack.issuer,
        "periods": [
            {
                "code": period.code,
                "title": period.title,
                "starts_on": period.starts_on.isoformat(),
                "ends_on": period.ends_on.isoformat(),
            }
            for period in pack.periods
        ],
        "processes": [{"code": p.code, "title": p.title, "process_id": p.process_id} for p in pack.processes],
        "reminders": [reminder_values(step) for step in pack.reminders],
    }


def reminder_values(step: ReminderStep) -> dict[str, Any]:
    """A reminder step as a process is given it (``bpmn/README.md``)."""
    return {"offset": step.offset, "recipients": list(step.recipients), "title": step.title}


def template_row(programme: str, ordinal: int, template: Obligation) -> dict[str, Any]:
    """The row of a template, as JSON values."""
    owed_by, deliverable = template.owed_by, template.deliverable
    return {
        "programme_code": programme,
        "code": template.code,
        "ordinal": ordinal,
        "paragraph": template.paragraph,
        "who": template.who,
        "task": template.task,
        "timings": [timing.value for timing in template.timings],
        "dues": [{"period": d.period, "rule": d.rule.as_dict(), "mark": d.mark.value} for d in template.dues],
        "owed_by": {
            "unit_kinds": list(owed_by.unit_kinds),
            "units": list(owed_by.units),
            "except_units": list(owed_by.except_units),
        },
        "receiver": template.receiver,
        "via": template.via,
        "copies": list(template.copies),
        "legal_bases": list(template.legal_bases),
        "processes": list(template.processes),
        "process_id": template.process_id,
        "deliverable_code": deliverable and deliverable.code,
        "deliverable_title": deliverable and deliverable.title,
        "repeats": template.repeats,
        "within": template.within,
        "is_built": template.is_built,
        "mark": template.mark.value,
        "note": template.note,
    }
