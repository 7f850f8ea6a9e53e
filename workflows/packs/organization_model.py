"""The organisation in a pack: units, positions, groups and people as frozen values.

Validity is by whole days, both ends included; None is an open end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workflows.calendar.days import Mark
from workflows.data_files import Place


@dataclass(frozen=True, slots=True)
class Validity:
    """From `starts` to `ends`, both included; None is open."""

    starts: date | None = None
    ends: date | None = None

    def covers(self, day: date) -> bool:
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)

    def contains(self, other: Validity) -> bool:
        """Whether `other` lies wholly inside."""
        starts_inside = self.starts is None or (other.starts is not None and self.starts <= other.starts)
        ends_inside = self.ends is None or (other.ends is not None and other.ends <= self.ends)
        return starts_inside and ends_inside

    def overlaps(self, other: Validity) -> bool:
        starts_in_time = self.ends is None or other.starts is None or other.starts <= self.ends
        ends_in_time = self.starts is None or other.ends is None or self.starts <= other.ends
        return starts_in_time and ends_in_time


def _nowhere() -> Place:
    return Place("", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Something read at a `place` of the pack's files; the place does not count when two are compared."""

    place: Place = field(default_factory=_nowhere, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Placed):
    """A word of the pack's own vocabulary: a kind or a level of units."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Placed):
    """Another name of a unit, for a time."""

    name: str
    validity: Validity
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrativeCode(Placed):
    """The State's code of a unit for a time. Codes are used again with a new meaning: never an identity."""

    code: str
    validity: Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Placed):
    """An office. `code` is its identity for ever; `kind` and `level` are codes of the pack's terms."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    parent: str | None
    validity: Validity
    aliases: tuple[Alias, ...]
    administrative_codes: tuple[AdministrativeCode, ...]
    mark: Mark
    note: str | None = None


class Share(StrEnum):
    """How much of the predecessor the successor took over."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession(Placed):
    """`successor` took over from `predecessor` on the day `on`; a unit may have many of either."""

    predecessor: str
    successor: str
    on: date
    share: Share
    ground: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Placed):
    """A post that units of `unit_kinds` have."""

    code: str
    title: str
    unit_kinds: tuple[str, ...]
    may_sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding(Placed):
    """A person in a position of a unit for a time."""

    unit: str
    position: str
    validity: Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Placed):
    """A person with an account; one may hold many positions."""

    username: str
    name: str
    holdings: tuple[Holding, ...]
    is_sample: bool
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(Placed):
    """`delegate` signs for `delegator` in one unit and position, for a limited time, and may not pass it on
    (Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3). `form` is the abbreviation before the signature: KT., TL., TUQ."""

    delegator: str
    delegate: str
    unit: str
    position: str
    form: str
    validity: Validity
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Placed):
    """Holders of one of `positions`, in units of `unit_kinds` or in `units`; both empty means in any unit."""

    positions: tuple[str, ...]
    unit_kinds: tuple[str, ...]
    units: tuple[str, ...]

    def admits(self, unit: Unit, position: str) -> bool:
        anywhere = not self.unit_kinds and not self.units
        return position in self.positions and (anywhere or unit.kind in self.unit_kinds or unit.code in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Placed):
    """A candidate group of diagrams: whom `role` means in a unit."""

    role: str
    title: str
    members: tuple[Membership, ...]
