"""Connections whose plain SQL goes straight to libpq: where staff wait, the way to the server is the larger cost.

A statement through SQLAlchemy and psycopg's cursor takes 150 to 250 µs of processor time, most of it for describing a
result that is the same every time; here it takes 20 to 30 (docs/adr/0002). Statements of SQLAlchemy Core go their usual
way on the same connection, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, cast

import psycopg
import sqlalchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import CursorResult, QueuePool, event
from sqlalchemy.exc import DBAPIError

from engine.persistence.statements import Statements


class Connection(sqlalchemy.Connection):
    """One out of the pool of `database`. With `is_reading` no transaction is begun: every statement stands alone."""

    def __init__(self, database: sqlalchemy.Engine, *, is_reading: bool = False) -> None:
        super().__init__(database)
        self.is_reading = is_reading

    def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Any = None
    ) -> CursorResult[Any]:
        """Run plain SQL with ``%s`` or ``%(name)s`` parameters.

        The result has the methods of every `sqlalchemy.Result`; how many rows a change touched is not among them.
        """
        statements = self._statements()
        result = self._guarded(lambda: statements.run(statement, parameters, is_reading=self.is_reading), statement)
        return cast("CursorResult[Any]", result)

    def commit(self) -> None:
        """Make durable what was done by plain SQL and by Core alike. Raises what SQLAlchemy raises."""
        self._guarded(lambda: self._statements().end(is_kept=True))
        self.rollback()

    def rollback(self) -> None:
        """Undo what was not committed."""
        if self.in_transaction():
            super().rollback()
        elif not self.invalidated:
            self._guarded(lambda: self._statements().end(is_kept=False))

    def close(self) -> None:
        """Undo what was not committed, and give the connection back to the pool."""
        if not self.closed:
            if not self.invalidated and not self.is_idle:
                self.rollback()
            super().close()

    @property
    def is_idle(self) -> bool:
        """Whether no transaction is open."""
        server = self._statements().driver.pgconn
        return server.transaction_status == TransactionStatus.IDLE and not self.in_transaction()

    def _statements(self) -> Statements:
        found = self.info.get(Statements)
        if found is None:
            driver = cast("psycopg.Connection[Any]", self.connection.driver_connection)
            found = self.info[Statements] = Statements(driver)
        return cast("Statements", found)

    def _guarded(self, deed: Callable[[], Any], statement: str = "") -> Any:
        """Errors come as SQLAlchemy's, and a connection that is lost is invalidated with all older ones."""
        try:
            return deed()
        except psycopg.Error as error:
            self._handle_dbapi_exception(error, statement, None, None, None)


class Connections:
    """Connections of `database` that stay at hand from one command to the next: taking one out of its pool costs more
    than a statement. They leave room in the pool for as many others; disposing of the pool closes them."""

    def __init__(self, database: sqlalchemy.Engine) -> None:
        self._database = database
        self._most = cast("QueuePool", database.pool).size()
        self._idle: list[Connection] = []
        event.listen(database, "engine_disposed", lambda _: self._close_idle())

    @contextmanager
    def take(self, *, is_reading: bool = False) -> Iterator[Connection]:
        """One for the length of the block; what is not committed there is undone."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = Connection(self._database)
        connection.is_reading = is_reading
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _give_back(self, connection: Connection) -> None:
        with suppress(DBAPIError):
            if not connection.invalidated and not connection.is_idle:
                connection.rollback()
        if connection.invalidated:
            # The server went away, and took the idle ones with it.
            self._close_idle()
            connection.close()
        elif len(self._idle) < self._most:
            self._idle.append(connection)
        else:
            connection.close()

    def _close_idle(self) -> None:
        while self._idle:
            connection = self._idle.pop()
            connection.detach()
            connection.close()
