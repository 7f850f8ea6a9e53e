"""Keys: 64-bit numbers, unique in the store, taken from one sequence in blocks (one statement for 1,000 keys)."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import Engine as SqlEngine
from sqlalchemy import Sequence

from engine.persistence.metadata import metadata

BLOCK = 1000

key_block = Sequence("key_block", start=1, metadata=metadata)


class KeyGenerator:
    """Hands out keys; safe between threads and, because blocks are disjoint, between processes.

    `fetch` returns the number of a fresh block. A block that a crash cuts short is lost, not reused.
    """

    def __init__(self, fetch: Callable[[], int]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._next = 0
        self._end = 0

    def __call__(self) -> int:
        with self._lock:
            if self._next == self._end:
                self._next = self._fetch() * BLOCK
                self._end = self._next + BLOCK
            key = self._next
            self._next += 1
            return key


def from_database(database: SqlEngine) -> KeyGenerator:
    """Keys from the store's sequence, on a connection of its own: a rolled-back command must not give keys back."""

    def fetch() -> int:
        with database.connect() as connection:
            block: int = connection.exec_driver_sql("SELECT nextval('key_block')").scalar_one()
            connection.rollback()
            return block

    return KeyGenerator(fetch)
