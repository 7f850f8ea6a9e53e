"""The duties in a pack: legal bases, periods, processes and obligations as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.calendar.days import Mark
from workflows.calendar.rules import DueRule
from workflows.packs.organization_model import Placed, Unit, Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis(Placed):
    """A document that obligations rest on. `number` is None when the plan names it without one."""

    code: str
    number: str | None
    issued_on: date | None
    issuer: str
    title: str
    validity: Validity
    replaced_by: tuple[str, ...]
    is_named_in_plan: bool
    mark: Mark
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Placed):
    """A reporting period, both days included."""

    code: str
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessPlan(Placed):
    """A process of the catalogue; `process_id` is None until its diagram is built."""

    code: str
    title: str
    process_id: str | None


class Timing(StrEnum):
    """What kind of moment an obligation has."""

    FIXED = "fixed"
    PERIODIC = "periodic"
    ON_REQUEST = "on_request"
    CONTINUOUS = "continuous"
    WITHIN_YEAR = "within_year"
    ON_EVENT = "on_event"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Placed):
    """One deadline: for which period, by which rule."""

    period: str
    rule: DueRule
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable(Placed):
    """What is handed in."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSelector(Placed):
    """Units by kind or code, but for `except_units`."""

    unit_kinds: tuple[str, ...]
    units: tuple[str, ...]
    except_units: tuple[str, ...]

    def selects(self, unit: Unit) -> bool:
        return (unit.kind in self.unit_kinds or unit.code in self.units) and unit.code not in self.except_units


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation(Placed):
    """One duty of the plan.

    `paragraph` is its place in the plan. `receiver` gets the deliverable, `via` is the desk that takes it in, `copies`
    get it too. `repeats` names the obligation that this one only states again; `within` the one in whose case this
    one's deliverable is made. `processes` are codes of the catalogue, `process_id` the deployed process that carries
    the obligation out: None while it is not built ("chưa dựng").
    """

    code: str
    paragraph: str
    who: str
    owed_by: UnitSelector
    task: str
    timings: tuple[Timing, ...]
    dues: tuple[Due, ...]
    receiver: str | None
    via: str | None
    copies: tuple[str, ...]
    legal_bases: tuple[str, ...]
    processes: tuple[str, ...]
    process_id: str | None
    deliverable: Deliverable | None
    repeats: str | None
    within: str | None
    is_built: bool
    mark: Mark
    note: str | None = None

    @property
    def opens_a_case(self) -> bool:
        """Whether opening the programme starts a process instance for it."""
        return self.is_built and self.repeats is None and self.within is None
