"""Reads legal bases, periods, processes, obligations and reminder steps of a pack from their rows."""

from __future__ import annotations

from datetime import date

from workflows.calendar.days import Mark
from workflows.calendar.reminders import ReminderStep
from workflows.calendar.rules import read_due_rule
from workflows.data_files import Row, read_each
from workflows.packs.obligation_model import (
    Deliverable,
    Due,
    LegalBasis,
    Obligation,
    Period,
    ProcessPlan,
    Timing,
    UnitSelector,
)
from workflows.packs.organization_model import Validity
from workflows.packs.read_organization import code_of


def read_legal_basis(row: Row) -> LegalBasis:
    starts, ends = row.optional_day("effective_from"), row.optional_day("effective_to")
    if starts and ends and ends < starts:
        row.refuse("packs.ends_before_start", "effective_to", start=_shown(starts))
    return LegalBasis(
        code=code_of(row),
        number=row.optional_text("number"),
        issued_on=row.optional_day("issued_on"),
        issuer=row.text("issuer"),
        title=row.text("title"),
        validity=Validity(starts, ends),
        replaced_by=row.texts("replaced_by"),
        is_named_in_plan=row.flag("named_in_plan", default=True),
        mark=row.choice("mark", Mark),
        note=row.optional_text("note"),
        place=row.place,
    )


def read_period(row: Row) -> Period:
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    if ends_on < starts_on:
        row.refuse("packs.ends_before_start", "ends_on", start=_shown(starts_on))
    return Period(code=code_of(row), title=row.text("title"), starts_on=starts_on, ends_on=ends_on, place=row.place)


def read_process(row: Row) -> ProcessPlan:
    return ProcessPlan(
        code=code_of(row), title=row.text("title"), process_id=row.optional_text("process_id"), place=row.place
    )


def read_obligation(row: Row) -> Obligation:
    return Obligation(
        code=code_of(row),
        paragraph=row.text("paragraph"),
        who=row.text("who"),
        owed_by=_read_selector(row.row("owed_by")),
        task=row.text("task"),
        timings=_read_timings(row),
        dues=read_each(row.rows("due"), _read_due),
        receiver=row.optional_text("receiver"),
        via=row.optional_text("via"),
        copies=row.texts("copies"),
        legal_bases=row.texts("legal_bases"),
        processes=row.texts("processes"),
        process_id=row.optional_text("process_id"),
        deliverable=_read_deliverable(row.row("deliverable")) if row.has("deliverable") else None,
        repeats=row.optional_text("repeats"),
        within=row.optional_text("within"),
        is_built=row.flag("built", default=False),
        mark=row.choice("mark", Mark, Mark.FACT),
        note=row.optional_text("note"),
        place=row.place,
    )


def _read_selector(row: Row) -> UnitSelector:
    selector = UnitSelector(
        unit_kinds=row.texts("unit_kinds"),
        units=row.texts("units"),
        except_units=row.texts("except_units"),
        place=row.place,
    )
    row.finish()
    return selector


def _read_timings(row: Row) -> tuple[Timing, ...]:
    names = row.texts("timings")
    options = {timing.value for timing in Timing}
    for name in names:
        if name not in options:
            row.refuse("data.not_a_choice", "timings", value=name, options=", ".join(sorted(options)))
    if not names:
        row.refuse("data.missing_field", "timings")
    return tuple(Timing(name) for name in names)


def _read_due(row: Row) -> Due:
    rule_row = row.row("rule")
    rule = read_due_rule(rule_row)
    rule_row.finish()
    return Due(period=row.text("period"), rule=rule, mark=row.choice("mark", Mark, Mark.FACT), place=row.place)


def _read_deliverable(row: Row) -> Deliverable:
    deliverable = Deliverable(code=code_of(row), title=row.text("title"), place=row.place)
    row.finish()
    return deliverable


def read_reminder(row: Row, roles: frozenset[str]) -> ReminderStep:
    """One reminder step; its recipients are among the candidate group `roles`."""
    offset, recipients = row.whole("offset"), row.texts("recipients")
    if offset == 0:
        row.refuse("calendar.reminder_step_zero", "offset")
    for role in recipients:
        if role not in roles:
            row.refuse("packs.unknown_role", "recipients", value=role)
    return ReminderStep(offset=offset, recipients=recipients, title=row.text("title"))


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
