"""Makes the Actor of an account: its roles, groups, unit and position as they are today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from engine.actor import Actor
from engine.errors import Forbidden
from workflows.organization.directory import Directory
from workflows.organization.roles import PARTICIPANT, RESERVED_ROLES, SIGNED_IN, STAFF


class NoDelegation(Forbidden):
    """Nobody may act for another without a delegation that is in force. Fields: username, on_behalf_of."""

    code = "identity.no_delegation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A row of `account`; `person` is None for a program."""

    username: str
    person: str | None
    display_name: str | None
    password_hash: str
    must_change_password: bool
    roles: frozenset[str]
    groups: frozenset[str]
    is_locked: bool


ACCOUNT_COLUMNS = (
    "a.username, a.person, a.display_name, a.password_hash, a.must_change_password, a.roles, a.groups, "
    "a.locked_at IS NOT NULL AS is_locked"
)


def account_of(row: Any) -> Account:
    """The account in a row of `ACCOUNT_COLUMNS`."""
    return Account(
        username=row.username,
        person=row.person,
        display_name=row.display_name,
        password_hash=row.password_hash,
        must_change_password=row.must_change_password,
        roles=frozenset(row.roles),
        groups=frozenset(row.groups),
        is_locked=row.is_locked,
    )


def actor_of(account: Account, directory: Directory, scope: Iterable[str] = ()) -> Actor:
    """The actor of `account` today; with a `scope`, only the roles it names.

    Roles are those given to the account and those that positions bring. Groups of units belong to the role ``staff``:
    a token whose scope lacks it acts in no unit. Who has to change the password first has no right but that.
    """
    person = None if account.person is None else directory.person(account.person)
    holdings = () if person is None else directory.holdings(person.code)
    positions = frozenset() if person is None else directory.groups(person.code)
    roles = (account.roles - RESERVED_ROLES) | _roles(positions) | {PARTICIPANT}
    wanted = frozenset(scope)
    if wanted:
        roles &= wanted
    groups = (positions if STAFF in roles else frozenset()) | account.groups
    if account.must_change_password:
        roles, groups = frozenset(), frozenset()
    return Actor(
        username=account.username,
        display_name=person.name if person is not None else account.display_name or account.username,
        kind="program" if account.person is None else "user",
        unit=holdings[0].unit if holdings else None,
        position=holdings[0].position if holdings else None,
        groups=groups,
        roles=roles | {SIGNED_IN},
    )


def acting_for(actor: Actor, person: str, on_behalf_of: str, directory: Directory) -> Actor:
    """`actor`, who is `person`, with the groups of what the owner of the account `on_behalf_of` delegated to them.

    The post stays their own: a deputy signs as deputy ("KT. CHỦ TỊCH – PHÓ CHỦ TỊCH"). Raises NoDelegation.
    """
    delegator = directory.person_of(on_behalf_of)
    given = [each for each in directory.delegations_to(person) if each.delegator == delegator]
    if not given:
        raise NoDelegation(username=actor.username, on_behalf_of=on_behalf_of)
    groups = frozenset[str]().union(*(directory.groups_of_position(each.unit, each.position) for each in given))
    own = next((held for held in directory.holdings(person) if held.unit == given[0].unit), None)
    return replace(
        actor,
        on_behalf_of=on_behalf_of,
        unit=own.unit if own else actor.unit,
        position=own.position if own else actor.position,
        groups=actor.groups | groups,
        roles=actor.roles | _roles(groups),
    )


def _roles(groups: Iterable[str]) -> frozenset[str]:
    return frozenset(group.partition("@")[0] for group in groups)
