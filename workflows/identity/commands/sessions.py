"""Somebody signs in, is refused, is seen again, or signs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.dispatch import command_handler
from engine.errors import Unauthenticated
from engine.history.events import ACCESS, EventType
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.identity.tables import session, sign_in_failure
from workflows.ports import identity_has_changed


class AccountChangedMeanwhile(Unauthenticated):
    """Between the check of the password and the opening of the session the account was locked or changed."""

    code = "identity.changed_meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """The actor has shown the password with the hash `password_hash`. Times are of the machine's clock.

    `digest` is None for a program that sends its password with every request: that is recorded and opens nothing.
    """

    digest: bytes | None
    csrf_token: str
    now: datetime
    expires_at: datetime
    password_hash: str
    name_tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSession:
    """Sign out; a session that is gone already is no error."""

    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSessionSeen:
    """The session was used at `now`."""

    digest: bytes
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSignInRefusal:
    """`username` is None for one that does not exist, which is recorded by its tag only."""

    name_tag: str
    username: str | None
    reason: str
    now: datetime


@command_handler
def open_session(command: OpenSession, uow: UnitOfWork) -> None:
    username = uow.actor.username
    uow.require("session.open", Resource(kind="session", assignee=username))
    current = uow.connection.exec_driver_sql(
        "SELECT password_hash FROM account WHERE username = %s AND locked_at IS NULL FOR SHARE", (username,)
    ).scalar_one_or_none()
    if current != command.password_hash:
        raise AccountChangedMeanwhile
    uow.connection.exec_driver_sql("DELETE FROM session WHERE expires_at <= %s", (command.now,))
    if command.digest is not None:
        uow.batch.insert(
            session,
            {
                "digest": command.digest,
                "username": username,
                "csrf_token": command.csrf_token,
                "created_at": command.now,
                "expires_at": command.expires_at,
                "last_seen_at": command.now,
            },
        )
    uow.batch.delete(sign_in_failure, name_tag=command.name_tag)
    uow.record_in(ACCESS, EventType.SESSION_OPENED, {"via": "session" if command.digest is not None else "basic"})


@command_handler
def close_session(command: CloseSession, uow: UnitOfWork) -> None:
    uow.require("session.close", Resource(kind="session", assignee=uow.actor.username))
    closed = uow.connection.exec_driver_sql(
        "DELETE FROM session WHERE digest = %s AND username = %s RETURNING 1", (command.digest, uow.actor.username)
    ).one_or_none()
    if closed is not None:
        uow.record_in(ACCESS, EventType.SESSION_CLOSED, {})
        identity_has_changed(uow)


@command_handler
def note_session_seen(command: NoteSessionSeen, uow: UnitOfWork) -> None:
    uow.require("session.close", Resource(kind="session", assignee=uow.actor.username))
    uow.batch.update(session, {"digest": command.digest, "last_seen_at": command.now})


@command_handler
def record_sign_in_refusal(command: RecordSignInRefusal, uow: UnitOfWork) -> None:
    uow.permit_own_deed()
    count = uow.connection.exec_driver_sql(
        "INSERT INTO sign_in_failure AS f (name_tag, count, last_at) VALUES (%(tag)s, 1, %(now)s) "
        "ON CONFLICT (name_tag) DO UPDATE SET last_at = %(now)s, "
        "count = CASE WHEN f.last_at < %(now)s - interval '1 day' THEN 1 ELSE f.count + 1 END RETURNING count",
        {"tag": command.name_tag, "now": command.now},
    ).scalar_one()
    uow.connection.exec_driver_sql("DELETE FROM sign_in_failure WHERE last_at < %s - interval '1 day'", (command.now,))
    who = {"name_tag": command.name_tag} if command.username is None else {"username": command.username}
    uow.record_in(ACCESS, EventType.SESSION_REFUSED, {**who, "reason": command.reason, "count": count})
