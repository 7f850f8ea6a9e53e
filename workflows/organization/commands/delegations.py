"""One person may sign for another for a time ("ký thay", "ký thừa ủy quyền"), or no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.dispatch import command_handler
from engine.errors import InvalidInput
from engine.history.events import ORGANIZATION, EventType
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.organization import tables
from workflows.organization.commands.holdings import NotInOrganization
from workflows.organization.locked import locked_organization
from workflows.organization.values import Organization
from workflows.packs.organization_model import Validity
from workflows.ports import current_directory, identity_has_changed


class DelegatorLacksPosition(InvalidInput):
    """The delegator does not hold that position all that time. Fields: person, position, unit."""

    code = "organization.delegator_lacks_position"


class DelegateNotInUnit(InvalidInput):
    """Only somebody of the same unit may sign for its people. Fields: person, unit."""

    code = "organization.delegate_not_in_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """For one position of one unit, and for a limited time (Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3).

    `delegator` and `delegate` are codes of people; `form` is what stands before the signature: KT., TL. or TUQ.
    People delegate what is theirs; an administrator enters what was decided on paper.
    """

    delegator: str
    delegate: str
    unit: str
    position: str
    form: str
    valid_from: date
    valid_to: date
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeDelegation:
    """By who gave it, or an administrator; it ends at once."""

    key: int
    ground: str


@command_handler
def delegate(command: Delegate, uow: UnitOfWork) -> int:
    """The key of the delegation."""
    uow.require(_action(uow, command.delegator), Resource(kind="delegation", unit=command.unit))
    _check(command, locked_organization(uow))
    key = uow.next_key()
    uow.batch.insert(
        tables.delegation,
        {
            "key": key,
            "delegator": command.delegator,
            "delegate": command.delegate,
            "unit": command.unit,
            "position": command.position,
            "form": command.form,
            "valid_from": command.valid_from,
            "valid_to": command.valid_to,
            "ground": command.ground,
            "source": tables.MANUAL,
        },
    )
    told = {
        "key": key,
        "delegator": command.delegator,
        "delegate": command.delegate,
        "unit": command.unit,
        "position": command.position,
        "valid_from": command.valid_from.isoformat(),
        "valid_to": command.valid_to.isoformat(),
        "ground": command.ground,
    }
    uow.record_in(ORGANIZATION, EventType.ORGANIZATION_CHANGED, {"delegation_given": told})
    identity_has_changed(uow)
    return key


@command_handler
def revoke_delegation(command: RevokeDelegation, uow: UnitOfWork) -> None:
    known = {each.key: each.delegator for each in current_directory(uow).organization.delegations}
    uow.require(_action(uow, known.get(command.key)), Resource(kind="delegation", key=command.key))
    if command.key not in [each.key for each in locked_organization(uow).delegations]:
        raise NotInOrganization(kind="delegation", name=command.key)
    change = {"key": command.key, "revoked_at": uow.now, "source": tables.MANUAL}
    uow.batch.update(tables.delegation, change)
    told = {"key": command.key, "ground": command.ground}
    uow.record_in(ORGANIZATION, EventType.ORGANIZATION_CHANGED, {"delegation_revoked": told})
    identity_has_changed(uow)


def _action(uow: UnitOfWork, delegator: str | None) -> str:
    """Whoever acts for another acts not as the delegator here: what was delegated cannot be passed on."""
    is_own = delegator is not None and current_directory(uow).person_of(uow.actor.username) == delegator
    return "delegation.give" if is_own else "organization.change"


def _check(command: Delegate, organization: Organization) -> None:
    for code in (command.delegator, command.delegate):
        if code not in organization.people:
            raise NotInOrganization(kind="person", name=code)
    validity = Validity(command.valid_from, command.valid_to)
    held = [each for each in organization.holdings if each.validity.contains(validity)]
    post = (command.delegator, command.unit, command.position)
    if command.valid_to < command.valid_from or post not in [(h.person, h.unit, h.position) for h in held]:
        raise DelegatorLacksPosition(person=command.delegator, position=command.position, unit=command.unit)
    is_oneself = command.delegate == command.delegator
    if is_oneself or (command.delegate, command.unit) not in [(h.person, h.unit) for h in held]:
        raise DelegateNotInUnit(person=command.delegate, unit=command.unit)
