"""A person is entered, takes up a position, or leaves one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.dispatch import command_handler
from engine.errors import Conflict, InvalidInput, NotFound
from engine.history.events import ORGANIZATION, EventType
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.organization import tables
from workflows.organization.locked import locked_organization
from workflows.organization.values import Holding, Organization
from workflows.packs.organization_model import Validity
from workflows.ports import identity_has_changed
from workflows.vietnamese import normalized, person_sort_key


class NotInOrganization(NotFound):
    """There is no such unit, position or person. Fields: kind, name."""

    code = "organization.not_found"


class PersonExists(Conflict):
    """The code is taken; codes are never given twice. Fields: person."""

    code = "organization.person_exists"


class PositionNotOfUnit(InvalidInput):
    """Units of this kind have no such position. Fields: position, unit."""

    code = "organization.position_not_of_unit"


class HoldingOutsideUnit(InvalidInput):
    """The unit does not exist all that time. Fields: unit."""

    code = "organization.holding_outside_unit"


class HoldingOverlaps(Conflict):
    """The person holds this position already at that time. Fields: position, unit."""

    code = "organization.holding_overlaps"


class HoldingEndsOtherwise(Conflict):
    """It cannot end on that day: not begun by then, or over before. Fields: day."""

    code = "organization.holding_ends_otherwise"


class OwnPosition(Conflict):
    """Nobody gives themselves a position, for with it go rights."""

    code = "organization.own_position"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson:
    """`code` is for ever; it becomes the data subject in history."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddHolding:
    """From `valid_from` to `valid_to`, both included; None is open. `is_main` puts it before the person's others."""

    person: str
    unit: str
    position: str
    valid_from: date | None
    valid_to: date | None = None
    is_main: bool = False
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHolding:
    """`last_day` is the last day in the position; `ground` says by which decision."""

    key: int
    last_day: date
    ground: str


@command_handler
def add_person(command: AddPerson, uow: UnitOfWork) -> None:
    uow.require("organization.change", Resource(kind="person"))
    if command.code in locked_organization(uow).people:
        raise PersonExists(person=command.code)
    row = {
        "code": command.code,
        "name": normalized(command.name),
        "sort_key": person_sort_key(command.name),
        "is_sample": False,
        "source": tables.MANUAL,
    }
    uow.batch.insert(tables.person, row)
    personal = {command.code: {"name": row["name"]}}
    uow.record_in(ORGANIZATION, EventType.ORGANIZATION_CHANGED, {"person_added": command.code}, personal)
    identity_has_changed(uow)


@command_handler
def add_holding(command: AddHolding, uow: UnitOfWork) -> int:
    """The key of the holding."""
    uow.require("organization.change", Resource(kind="holding", unit=command.unit))
    organization = locked_organization(uow)
    _check(command, organization, organization.accounts.get(uow.actor.username))
    ordinals = [held.ordinal for held in organization.holdings if held.person == command.person] or [0]
    key = uow.next_key()
    row = {
        "key": key,
        "person": command.person,
        "unit": command.unit,
        "position": command.position,
        "valid_from": command.valid_from,
        "valid_to": command.valid_to,
        "ordinal": min(ordinals) - 1 if command.is_main else max(ordinals) + 1,
        "source": tables.MANUAL,
    }
    uow.batch.insert(tables.holding, row)
    told = {"holding_added": _told(row), "ground": command.ground}
    uow.record_in(ORGANIZATION, EventType.ORGANIZATION_CHANGED, told)
    identity_has_changed(uow)
    return key


@command_handler
def end_holding(command: EndHolding, uow: UnitOfWork) -> None:
    uow.require("organization.change", Resource(kind="holding", key=command.key))
    held = _holding(uow, command.key)
    if held is None:
        raise NotInOrganization(kind="holding", name=command.key)
    if not held.validity.covers(command.last_day):
        raise HoldingEndsOtherwise(day=f"{command.last_day:%d/%m/%Y}")
    change = {"key": command.key, "valid_to": command.last_day, "source": tables.MANUAL}
    uow.batch.update(tables.holding, change)
    before = None if held.validity.ends is None else held.validity.ends.isoformat()
    told = {"key": command.key, "before": before, "after": command.last_day.isoformat(), "ground": command.ground}
    uow.record_in(ORGANIZATION, EventType.ORGANIZATION_CHANGED, {"holding_ended": told})
    identity_has_changed(uow)


def _holding(uow: UnitOfWork, key: int) -> Holding | None:
    return next((held for held in locked_organization(uow).holdings if held.key == key), None)


def _check(command: AddHolding, organization: Organization, own_person: str | None) -> None:
    if command.person not in organization.people:
        raise NotInOrganization(kind="person", name=command.person)
    if command.person == own_person:
        raise OwnPosition
    unit, position = organization.units.get(command.unit), organization.positions.get(command.position)
    if unit is None:
        raise NotInOrganization(kind="unit", name=command.unit)
    if position is None:
        raise NotInOrganization(kind="position", name=command.position)
    if unit.kind not in position.unit_kinds:
        raise PositionNotOfUnit(position=position.title, unit=unit.name)
    validity = Validity(command.valid_from, command.valid_to)
    if not unit.validity.contains(validity) or _is_empty(validity):
        raise HoldingOutsideUnit(unit=unit.name)
    for held in organization.holdings:
        same = (held.person, held.unit, held.position) == (command.person, command.unit, command.position)
        if same and held.validity.overlaps(validity):
            raise HoldingOverlaps(position=position.title, unit=unit.name)


def _is_empty(validity: Validity) -> bool:
    return validity.starts is not None and validity.ends is not None and validity.ends < validity.starts


def _told(row: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
