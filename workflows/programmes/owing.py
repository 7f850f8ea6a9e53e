"""Who owes what by when under a programme, from templates, units, periods and the calendar; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.calendar.days import WorkingCalendar
from workflows.calendar.deadlines import Deadline, compute_deadline
from workflows.calendar.rules import DueKind, DueRule
from workflows.packs.obligation_model import Deliverable, Obligation, Period
from workflows.packs.organization_model import Unit

_FROM_THE_OPENING = frozenset({DueKind.WORKING_DAYS_FROM, DueKind.CALENDAR_DAYS_FROM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One unit's obligation for one period. `deadline` is None while a request or an event has yet to set the day."""

    template: Obligation
    deliverable: Deliverable
    unit: Unit
    period: str | None
    deadline: Deadline | None
    case_code: str

    @property
    def identity(self) -> tuple[str, str, str | None]:
        return self.template.code, self.unit.code, self.period


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What due rules are reckoned with: the programme's `year`, the day it is opened, its periods."""

    calendar: WorkingCalendar
    year: int
    opened_on: date
    periods: Mapping[str, Period]

    def deadline(self, rule: DueRule, period: str) -> Deadline | None:
        """Days "kể từ ngày" count from the opening, "sau khi kết thúc kỳ" from the end of the period."""
        if rule.kind is DueKind.AFTER_PERIOD_END:
            reference = self.periods[period].ends_on
        elif rule.kind in _FROM_THE_OPENING:
            reference = self.opened_on
        elif rule.needs_reference:
            return None
        else:
            reference = None
        return compute_deadline(rule, self.calendar, reference=reference, year=self.year)


def owed(templates: Iterable[Obligation], units: Iterable[Unit], terms: Terms) -> tuple[Owed, ...]:
    """One for each unit and period of every template that asks for a deliverable, in the order of plan and units.

    A template that only repeats another one asks for nothing new. `units` are those that exist on the day.
    """
    offices = tuple(units)
    return tuple(
        obligation
        for template in templates
        if template.deliverable is not None and template.repeats is None
        for unit in offices
        if template.owed_by.selects(unit)
        for obligation in _of_unit(template, template.deliverable, unit, terms)
    )


def _of_unit(template: Obligation, deliverable: Deliverable, unit: Unit, terms: Terms) -> list[Owed]:
    # Most deliverables are of one period, which their code names; only of several must the case say which.
    code = f"{deliverable.code}/{unit.code}"
    if not template.dues:
        return [Owed(template=template, deliverable=deliverable, unit=unit, period=None, deadline=None, case_code=code)]
    return [
        Owed(
            template=template,
            deliverable=deliverable,
            unit=unit,
            period=due.period,
            deadline=terms.deadline(due.rule, due.period),
            case_code=code if len(template.dues) == 1 else f"{code}/{due.period}",
        )
        for due in template.dues
    ]


def host_of(obligation: Owed, all_owed: Mapping[tuple[str, str, str | None], Owed]) -> Owed | None:
    """In whose case it is met: that of the same unit and period, else of the unit's only one; None for none."""
    if obligation.template.within is None:
        return None
    same = all_owed.get((obligation.template.within, obligation.unit.code, obligation.period))
    if same is not None:
        return same
    others = [o for key, o in all_owed.items() if key[:2] == (obligation.template.within, obligation.unit.code)]
    return others[0] if len(others) == 1 else None
