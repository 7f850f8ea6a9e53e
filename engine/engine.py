"""The engine's door: ``execute`` runs a command in one transaction, ``query`` reads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine as SqlEngine
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.actor import Actor
from engine.clock import Clock
from engine.commands.refusal import RecordRefusal
from engine.definition_cache import DefinitionCache
from engine.dispatch import answer_type, handler_of_command, handler_of_query
from engine.errors import Conflict, InvalidInput, Unavailable
from engine.interpreter.port import Interpreter
from engine.persistence.connection import Connections
from engine.persistence.database import from_json_as, to_json
from engine.persistence.keys import KeyGenerator
from engine.persistence.tables.system import idempotency
from engine.persistence.unit_of_work import AccessDenied, UnitOfWork
from engine.ports import Ports
from engine.queries.reader import Reader
from engine.seal import seal

TRIES = 3
_RETRYABLE = {"40001", "40P01"}
"""SQLSTATE of serialization_failure and deadlock_detected."""


class IdempotencyKeyReused(Conflict):
    """The same Idempotency-Key came with another request. Fields: idempotency_key."""

    code = "idempotency.key_reused"


class BadValue(InvalidInput):
    """A value that the store cannot read as what the field holds. Fields: value."""

    code = "search.bad_value"


class BadContent(InvalidInput):
    """A command brings, or a diagram makes of it, what its place in the store cannot hold. Fields: reason."""

    code = "store.bad_content"


class StoreUnavailable(Unavailable):
    """PostgreSQL does not answer, or went away in the middle."""

    code = "store.unavailable"


class Engine:
    """Commands and queries on one database; safe to use from many threads."""

    def __init__(self, database: SqlEngine, clock: Clock, interpreter: Interpreter, ports: Ports) -> None:
        self.database = database
        self.clock = clock
        self.ports = ports
        self.definitions = DefinitionCache(interpreter)
        self._keys = KeyGenerator()
        self._connections = Connections(database)

    def execute(self, command: Any, actor: Actor, *, idempotency_key: str | None = None) -> Any:
        """Run `command` and return its handler's answer.

        With `idempotency_key`, a repetition of the same request by the same actor returns the first answer and does
        nothing. Deadlocks, serialization failures and connections that turn out to be dead rerun the whole command, but
        for a connection that is lost at the commit, when nobody knows. A refusal by the policy is recorded.
        """
        try:
            return self._with_retries(lambda: self._run(command, actor, idempotency_key))
        except AccessDenied as denied:
            self._record(RecordRefusal.of(denied), actor)
            raise
        except DataError as error:
            raise BadContent(reason=_reason(error)) from error

    def query(self, query: Any, actor: Actor) -> Any:
        """Answer `query`; reads what the last command wrote."""
        try:
            return self._with_retries(lambda: self._read(query, actor))
        except AccessDenied as denied:
            self._record(RecordRefusal.of(denied), actor)
            raise
        except DataError as error:
            raise BadValue(value=_reason(error)) from error

    def _record(self, refusal: RecordRefusal, actor: Actor) -> None:
        self._with_retries(lambda: self._run(refusal, actor, None))

    def _with_retries(self, run: Callable[[], Any]) -> Any:
        for attempt in range(1, TRIES + 1):
            try:
                return run()
            except DBAPIError as error:
                if error.connection_invalidated:
                    self._keys.forget()
                is_worth_it = error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _RETRYABLE
                if attempt < TRIES and is_worth_it:
                    continue
                if isinstance(error, OperationalError):
                    raise StoreUnavailable from error
                raise
            except PoolTimeout as error:
                raise StoreUnavailable from error
        raise AssertionError("unreachable")

    def _read(self, query: Any, actor: Actor) -> Any:
        with self._connections.take(is_reading=True) as connection:
            reader = Reader(connection, actor, self.ports, self.definitions, self.clock.now)
            return handler_of_query(query)(query, reader)

    def _run(self, command: Any, actor: Actor, idempotency_key: str | None) -> Any:
        with self._connections.take() as connection:
            uow = UnitOfWork(connection, actor, self.ports, self._keys, self.definitions, self.clock.now)
            if idempotency_key is not None:
                stored = _reserve(uow, idempotency_key, command)
                if stored is not None:
                    return from_json_as(answer_type(type(command)), stored)
            answer = handler_of_command(command)(command, uow)
            if idempotency_key is not None:
                _store(uow, idempotency_key, answer)
            seal(uow)
            self._commit(uow)
            return answer

    def _commit(self, uow: UnitOfWork) -> None:
        """Raises StoreUnavailable when the connection is lost: what was written may be there or not."""
        try:
            uow.commit()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self._keys.forget()
            raise StoreUnavailable from error


def _reason(error: DataError) -> str:
    return str(error.orig).splitlines()[0]


def _reserve(uow: UnitOfWork, key: str, command: Any) -> bytes | None:
    """Claim the key; when it was used before, wait for that request to end and return its answer."""
    digest = hashlib.sha256(type(command).__name__.encode() + to_json(command, is_sorted=True).encode()).digest()
    claimed = uow.connection.exec_driver_sql(
        "INSERT INTO idempotency (username, idempotency_key, request_digest, created_at) VALUES (%s, %s, %s, now()) "
        "ON CONFLICT DO NOTHING RETURNING 1",
        (uow.actor.username, key, digest),
    ).one_or_none()
    if claimed is not None:
        return None
    row = uow.connection.exec_driver_sql(
        "SELECT request_digest, answer FROM idempotency WHERE username = %s AND idempotency_key = %s",
        (uow.actor.username, key),
    ).one()
    if bytes(row.request_digest) != digest:
        raise IdempotencyKeyReused(idempotency_key=key)
    return bytes(row.answer)


def _store(uow: UnitOfWork, key: str, answer: Any) -> None:
    uow.batch.update(
        idempotency,
        {
            "username": uow.actor.username,
            "idempotency_key": key,
            "answer": to_json(answer).encode(),
        },
    )
