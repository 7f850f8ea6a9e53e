"""Personal access tokens are made and revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.dispatch import command_handler
from engine.errors import NotFound
from engine.history.events import ACCESS, EventType
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.identity.tables import access_token
from workflows.ports import identity_has_changed


class TokenNotFound(NotFound):
    """No token with this key that the actor may revoke. Fields: key."""

    code = "identity.token_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateToken:
    """For the actor's own account; `scope` names the roles it may use, none means all. Times are the machine's."""

    digest: bytes
    name: str
    scope: tuple[str, ...]
    now: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeToken:
    """One's own, or another's by an administrator."""

    key: int
    now: datetime


@command_handler
def create_token(command: CreateToken, uow: UnitOfWork) -> int:
    """The key by which it can be revoked."""
    username = uow.actor.username
    uow.require("token.create", Resource(kind="access_token", assignee=username))
    key = uow.next_key()
    uow.batch.insert(
        access_token,
        {
            "key": key,
            "digest": command.digest,
            "username": username,
            "name": command.name,
            "scope": list(command.scope),
            "created_at": command.now,
            "expires_at": command.expires_at,
        },
    )
    told = {
        "key": key,
        "name": command.name,
        "scope": list(command.scope),
        "expires_at": command.expires_at.isoformat(),
    }
    uow.record_in(ACCESS, EventType.TOKEN_CREATED, told)
    return key


@command_handler
def revoke_token(command: RevokeToken, uow: UnitOfWork) -> None:
    owner = uow.connection.exec_driver_sql(
        "SELECT username FROM access_token WHERE key = %s AND revoked_at IS NULL FOR UPDATE", (command.key,)
    ).scalar_one_or_none()
    is_own = owner in (None, uow.actor.username)
    uow.require("token.revoke" if is_own else "token.revoke_any", Resource(kind="access_token", key=command.key))
    if owner is None:
        raise TokenNotFound(key=command.key)
    uow.batch.update(access_token, {"key": command.key, "revoked_at": command.now})
    uow.record_in(ACCESS, EventType.TOKEN_REVOKED, {"key": command.key, "username": owner})
    identity_has_changed(uow)
