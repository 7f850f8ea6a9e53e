"""Counts what a block of code sends to PostgreSQL, as it goes over the wire, whoever sends it on the engine's pool."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.pq import Trace
from sqlalchemy import event

from engine.engine import Engine

_SENT = re.compile(rb'^F\t\d+\t(?:Execute|Query\t "(.*)")', re.MULTILINE)
_FRAMES = (b"BEGIN", b"COMMIT", b"ROLLBACK", b"DEALLOCATE")


@dataclass
class Traffic:
    """Known when the block has ended. `statements` leaves out what frames them: BEGIN, COMMIT, ROLLBACK."""

    statements: int = 0
    commits: int = 0


@contextmanager
def traffic(engine: Engine) -> Iterator[Traffic]:
    """Statements and commits of all connections that are opened by the engine's pool inside the block.

    Idle connections are closed first, so that none of them is left uncounted.
    """
    counted = Traffic()
    with tempfile.TemporaryFile("a+b") as trace:

        def listen(driver: psycopg.Connection[Any], record: Any) -> None:
            driver.pgconn.trace(trace.fileno())
            driver.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

        engine.database.dispose()
        event.listen(engine.database, "connect", listen)
        try:
            # The first connection of a pool asks the server about itself; that is no statement of a command.
            with engine.database.connect() as connection:
                connection.rollback()
            trace.truncate(0)
            yield counted
        finally:
            event.remove(engine.database, "connect", listen)
            engine.database.dispose()
        trace.seek(0)
        # The text of each run, empty for one in the extended protocol.
        runs = _SENT.findall(trace.read())
        counted.commits = runs.count(b"COMMIT")
        counted.statements = sum(not text.startswith(_FRAMES) for text in runs)
