"""A pack as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflows.calendar.reminders import ReminderStep
from workflows.packs.obligation_model import LegalBasis, Obligation, Period, ProcessPlan
from workflows.packs.organization_model import (
    Delegation,
    Group,
    Person,
    Position,
    Succession,
    Term,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All of one place and year, checked: every code that is named exists. `issuer` is the unit whose plan it is."""

    name: str
    title: str
    year: int
    issuer: str | None = None
    clock_starts_at: datetime
    demo_password: str
    demo_note: str
    demo_people: tuple[str, ...]
    """Usernames to show to who tries the pack: one for each part to play."""
    calendars: tuple[str, ...]
    unit_kinds: tuple[Term, ...]
    levels: tuple[Term, ...]
    units: tuple[Unit, ...]
    successions: tuple[Succession, ...]
    positions: tuple[Position, ...]
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    delegations: tuple[Delegation, ...]
    legal_bases: tuple[LegalBasis, ...]
    periods: tuple[Period, ...]
    processes: tuple[ProcessPlan, ...]
    obligations: tuple[Obligation, ...]
    reminders: tuple[ReminderStep, ...]

    @property
    def units_by_code(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in self.units}

    def owing_units(self, obligation: Obligation, on: date) -> tuple[Unit, ...]:
        """The units that owe `obligation` and exist on the day `on`, in the order of the pack."""
        return tuple(unit for unit in self.units if obligation.owed_by.selects(unit) and unit.validity.covers(on))

    def members(self, role: str, unit: str, on: date) -> tuple[Person, ...]:
        """The people whom the candidate group `role` means in `unit` on the day `on`, in the order of the pack."""
        units = self.units_by_code
        memberships = [member for group in self.groups if group.role == role for member in group.members]
        return tuple(
            person
            for person in self.people
            if any(
                held.unit == unit
                and held.validity.covers(on)
                and any(member.admits(units[held.unit], held.position) for member in memberships)
                for held in person.holdings
            )
        )
