"""Accounts are opened, changed, locked and unlocked, and their passwords set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from engine.dispatch import command_handler
from engine.errors import Conflict, InvalidInput, NotFound
from engine.history.events import ACCESS, EventType
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.identity.events import AccountEvent
from workflows.identity.tables import account, session
from workflows.organization.roles import RESERVED_ROLES
from workflows.ports import identity_has_changed

_USERNAME = re.compile(r"[a-z0-9][a-z0-9_.@+~-]{1,63}")


class UsernameMalformed(InvalidInput):
    """Usernames are lower case without accents, 2 to 64 characters. Fields: username."""

    code = "identity.username_malformed"


class RoleReserved(InvalidInput):
    """A role that no account may be given. Fields: role."""

    code = "identity.role_reserved"


class AccountNotFound(NotFound):
    """No account of that name. Fields: username."""

    code = "identity.account_not_found"


class OwnAccount(Conflict):
    """Nobody locks their own account or changes their own roles. Fields: username."""

    code = "identity.own_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """`person` is the code of a person; None for a program, which then has a `display_name`."""

    username: str
    password_hash: str
    person: str | None = None
    display_name: str | None = None
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    must_change_password: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAccounts:
    """Open those that do not exist yet; the others are left as they are."""

    accounts: tuple[NewAccount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAccount:
    """Give an account other roles and plain groups."""

    username: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockAccount:
    """End all sessions of an account and let nobody in; `reason` goes into history."""

    username: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockAccount:
    """Let an account in again."""

    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPassword:
    """A new password; all sessions of the account end, but the one with the digest `keep_session`."""

    username: str
    password_hash: str
    must_change_password: bool
    keep_session: bytes = b""


@command_handler
def open_accounts(command: OpenAccounts, uow: UnitOfWork) -> tuple[str, ...]:
    """The usernames that were opened."""
    uow.require("account.open", Resource(kind="account"))
    for new in command.accounts:
        if not _USERNAME.fullmatch(new.username):
            raise UsernameMalformed(username=new.username)
        _check_roles(new.roles)
    names = [new.username for new in command.accounts]
    existing = set(
        uow.connection.exec_driver_sql("SELECT username FROM account WHERE username = ANY(%s)", (names,)).scalars()
    )
    opened = [new for new in command.accounts if new.username not in existing]
    for new in opened:
        uow.batch.insert(account, _row(new, uow))
    if opened:
        told = [
            {"username": new.username, "person": new.person, "roles": list(new.roles), "groups": list(new.groups)}
            for new in opened
        ]
        uow.record_in(ACCESS, AccountEvent.OPENED, {"accounts": told})
        identity_has_changed(uow)
    return tuple(new.username for new in opened)


@command_handler
def change_account(command: ChangeAccount, uow: UnitOfWork) -> None:
    uow.require("account.change", Resource(kind="account", assignee=command.username))
    _require_other(command.username, uow)
    _check_roles(command.roles)
    row = locked_account(uow, command.username)
    roles, groups = list(command.roles), list(command.groups)
    uow.batch.update(account, {"username": command.username, "roles": roles, "groups": groups})
    before = {"roles": row["roles"], "groups": row["groups"]}
    after = {"roles": roles, "groups": groups}
    uow.record_in(ACCESS, AccountEvent.CHANGED, {"username": command.username, "before": before, "after": after})
    identity_has_changed(uow)


@command_handler
def lock_account(command: LockAccount, uow: UnitOfWork) -> None:
    uow.require("account.lock", Resource(kind="account", assignee=command.username))
    _require_other(command.username, uow)
    locked_account(uow, command.username)
    uow.batch.update(account, {"username": command.username, "locked_at": uow.now, "locked_reason": command.reason})
    uow.batch.delete(session, username=command.username)
    uow.record_in(ACCESS, AccountEvent.LOCKED, {"username": command.username, "reason": command.reason})
    identity_has_changed(uow)


@command_handler
def unlock_account(command: UnlockAccount, uow: UnitOfWork) -> None:
    uow.require("account.lock", Resource(kind="account", assignee=command.username))
    _require_other(command.username, uow)
    locked_account(uow, command.username)
    uow.batch.update(account, {"username": command.username, "locked_at": None, "locked_reason": None})
    uow.record_in(ACCESS, AccountEvent.UNLOCKED, {"username": command.username})
    identity_has_changed(uow)


@command_handler
def set_password(command: SetPassword, uow: UnitOfWork) -> None:
    is_own = command.username == uow.actor.username
    action = "password.change" if is_own else "password.reset"
    uow.require(action, Resource(kind="account", assignee=command.username))
    locked_account(uow, command.username)
    uow.batch.update(
        account,
        {
            "username": command.username,
            "password_hash": command.password_hash,
            "must_change_password": command.must_change_password,
            "password_changed_at": uow.now,
        },
    )
    uow.connection.exec_driver_sql(
        "DELETE FROM session WHERE username = %s AND digest <> %s", (command.username, command.keep_session)
    )
    uow.record_in(ACCESS, EventType.PASSWORD_CHANGED, {"username": command.username})
    identity_has_changed(uow)


def locked_account(uow: UnitOfWork, username: str) -> dict[str, Any]:
    """The row of an account, locked until the command ends; raises AccountNotFound."""
    found = uow.connection.exec_driver_sql("SELECT * FROM account WHERE username = %s FOR UPDATE", (username,))
    row = found.mappings().one_or_none()
    if row is None:
        raise AccountNotFound(username=username)
    return dict(row)


def _row(new: NewAccount, uow: UnitOfWork) -> dict[str, Any]:
    return {
        "username": new.username,
        "person": new.person,
        "display_name": new.display_name,
        "password_hash": new.password_hash,
        "must_change_password": new.must_change_password,
        "roles": list(new.roles),
        "groups": list(new.groups),
        "created_at": uow.now,
        "password_changed_at": uow.now,
    }


def _check_roles(roles: tuple[str, ...]) -> None:
    for role in roles:
        if role in RESERVED_ROLES:
            raise RoleReserved(role=role)


def _require_other(username: str, uow: UnitOfWork) -> None:
    if username in (uow.actor.username, uow.actor.on_behalf_of):
        raise OwnAccount(username=username)
