"""Counts the statements that a wired program sends, on all of its connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from workflows.wiring import Application


@contextmanager
def statements(application: Application) -> Iterator[list[str]]:
    """The statements of the block, those of the engine's pool and those of the small one for sign-ins alike."""
    sent: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        sent.append(statement)

    pools: tuple[Engine, ...] = (application.engine.database, application.reader.pool)
    for pool in pools:
        event.listen(pool, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for pool in pools:
            event.remove(pool, "before_cursor_execute", note)
