"""The organisation of a pack is taken over: what is new is added, what differs is changed, all of it recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from engine.dispatch import command_handler
from engine.errors import InvalidInput
from engine.history.events import ORGANIZATION, EventType
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.organization import pack_rows, tables
from workflows.organization.changes import Change, Row, compare
from workflows.organization.loading import rows_of
from workflows.organization.locked import locked_rows
from workflows.organization.roles import RESERVED_ROLES
from workflows.packs.model import Pack
from workflows.packs.organization_model import Delegation, Group, Person, Position, Succession, Term, Unit
from workflows.ports import identity_has_changed

_PERSONAL = frozenset({"name", "sort_key", "note"})
"""Columns of `person` that are kept under the person's own key in history."""


class RoleNotForPacks(InvalidInput):
    """The pack defines a role that the system gives by itself. Fields: role."""

    code = "organization.role_reserved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrganization:
    """`source` is the pack's name. The same pack twice changes nothing the second time.

    Units, people, positions and terms are never removed; positions held, delegations, successions and roles that came
    from this pack and are no longer in it are. What a person has changed since (`source` manual) is left alone.
    """

    source: str
    unit_kinds: tuple[Term, ...]
    levels: tuple[Term, ...]
    units: tuple[Unit, ...]
    successions: tuple[Succession, ...]
    positions: tuple[Position, ...]
    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    delegations: tuple[Delegation, ...]

    @classmethod
    def of(cls, pack: Pack) -> ImportOrganization:
        return cls(
            source=pack.name,
            unit_kinds=pack.unit_kinds,
            levels=pack.levels,
            units=pack.units,
            successions=pack.successions,
            positions=pack.positions,
            groups=pack.groups,
            people=pack.people,
            delegations=pack.delegations,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationImported:
    """How many rows; `kept` are those that differ from the pack and were left alone, since a person changed them."""

    added: int
    changed: int
    removed: int
    kept: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One table: its rows in the pack, by what they are recognised, and whether they go when the pack drops them."""

    table: Table
    rows: Sequence[Row]
    natural_key: tuple[str, ...]
    is_removable: bool = False


@command_handler
def import_organization(command: ImportOrganization, uow: UnitOfWork) -> OrganizationImported:
    uow.require("organization.import", Resource(kind="organization"))
    for group in command.groups:
        if group.role in RESERVED_ROLES or "@" in group.role:
            raise RoleNotForPacks(role=group.role)
    present = rows_of(locked_rows(uow))
    changes: dict[str, tuple[Change, ...]] = {}
    kept = 0
    for part in _parts(command):
        primary_key = tuple(column.name for column in part.table.primary_key.columns)
        compared = compare(
            part.rows,
            present[part.table.name],
            part.natural_key,
            primary_key,
            command.source,
            is_removable=part.is_removable,
        )
        kept += compared.kept
        if compared.changes:
            changes[part.table.name] = compared.changes
            for change in compared.changes:
                _write(uow, part.table, change)
    if changes:
        payload, personal = _told(changes)
        uow.record_in(
            ORGANIZATION, EventType.ORGANIZATION_CHANGED, {"source": command.source, "changes": payload}, personal
        )
        identity_has_changed(uow)
    return _counted([change for each in changes.values() for change in each], kept)


def _parts(command: ImportOrganization) -> tuple[_Part, ...]:
    terms = pack_rows.term_rows("unit_kind", command.unit_kinds) + pack_rows.term_rows("level", command.levels)
    held_as = ("person", "unit", "position", "valid_from")
    given_as = ("delegator", "delegate", "unit", "position", "valid_from")
    people = command.people
    return (
        _Part(tables.organization_term, terms, ("category", "code")),
        _Part(tables.organization_unit, pack_rows.unit_rows(command.units), ("code",)),
        _Part(
            tables.unit_succession, pack_rows.succession_rows(command.successions), ("predecessor", "successor"), True
        ),
        _Part(tables.organization_position, pack_rows.position_rows(command.positions), ("code",)),
        _Part(tables.organization_role, pack_rows.role_rows(command.groups), ("code",), True),
        _Part(tables.person, pack_rows.person_rows(people), ("code",)),
        _Part(tables.holding, pack_rows.holding_rows(people), held_as, True),
        _Part(tables.delegation, pack_rows.delegation_rows(command.delegations), given_as, True),
    )


def _write(uow: UnitOfWork, table: Table, change: Change) -> None:
    if change.after is None:
        uow.batch.delete(table, **change.key)
    elif change.before is None:
        has_own_key = "key" in table.columns
        uow.batch.insert(table, change.after | ({"key": uow.next_key()} if has_own_key else {}))
    else:
        uow.batch.update(table, change.key | change.after)


def _told(changes: dict[str, tuple[Change, ...]]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The changes as history tells them, and apart from that what is personal, by person."""
    payload: dict[str, Any] = {}
    personal: dict[str, dict[str, Any]] = {}
    for table, each in changes.items():
        hidden = _PERSONAL if table == "person" else frozenset[str]()
        payload[table] = []
        for change in each:
            before, after = _without(change.before, hidden), _without(change.after, hidden)
            payload[table].append({"key": change.key, "before": before, "after": after})
            if hidden:
                code = change.key.get("code") or (change.after or {})["code"]
                own = {"before": _only(change.before, hidden), "after": _only(change.after, hidden)}
                personal[code] = own
    return payload, personal


def _without(row: Row | None, names: frozenset[str]) -> Row | None:
    return None if row is None else {name: value for name, value in row.items() if name not in names}


def _only(row: Row | None, names: frozenset[str]) -> Row | None:
    return None if row is None else {name: value for name, value in row.items() if name in names}


def _counted(changes: Sequence[Change], kept: int) -> OrganizationImported:
    return OrganizationImported(
        added=sum(change.before is None for change in changes),
        changed=sum(change.before is not None and change.after is not None for change in changes),
        removed=sum(change.after is None for change in changes),
        kept=kept,
    )
