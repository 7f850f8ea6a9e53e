"""The organisation as read from the store: every row as a frozen value, at one identity epoch.

Units, positions, groups and successions have the shapes of a pack (`workflows.packs.organization_model`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.packs.organization_model import Group, Position, Succession, Term, Unit, Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person; `code` never changes and is never given to another."""

    code: str
    name: str
    sort_key: bytes
    is_sample: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A person in a position of a unit for a time; of several, the one with the least `ordinal` is the main one."""

    key: int
    person: str
    unit: str
    position: str
    validity: Validity
    ordinal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """`delegate` signs for `delegator` in one position of one unit for a time ("ký thay"); a revoked one is none."""

    key: int
    delegator: str
    delegate: str
    unit: str
    position: str
    form: str
    validity: Validity
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """All of it; mappings are by code, in the order of the store."""

    identity_epoch: int = 0
    terms: tuple[tuple[str, Term], ...] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    successions: tuple[Succession, ...] = ()
    positions: Mapping[str, Position] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    holdings: tuple[Holding, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)
    """The person of each username that has one."""
