"""Counts what a block of code sends to PostgreSQL, whoever sends it on the engine's connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import event

from engine.engine import Engine


@dataclass
class Traffic:
    """`statements` leaves out BEGIN, COMMIT and ROLLBACK, which the driver sends by itself."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def traffic(engine: Engine) -> Iterator[Traffic]:
    """Statements and commits of all connections that are opened by the engine's pool inside the block.

    Idle connections are closed first, so that none of them is left uncounted.
    """
    counted = Traffic()

    class CountingCursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
            counted.statements.append(str(query))
            return super().execute(query, *args, **kwargs)

    class CountingConnection(psycopg.Connection[Any]):
        def commit(self) -> None:
            counted.commits += 1
            super().commit()

    def connect(dialect: Any, record: Any, cargs: Any, cparams: Any) -> Any:
        return CountingConnection.connect(*cargs, cursor_factory=CountingCursor, **cparams)

    engine.database.dispose()
    event.listen(engine.database, "do_connect", connect)
    try:
        # The first connection of a pool asks the server about itself; that is no statement of a command.
        with engine.database.connect() as connection:
            connection.rollback()
        counted.statements.clear()
        counted.commits = 0
        yield counted
    finally:
        event.remove(engine.database, "do_connect", connect)
        engine.database.dispose()
