"""Keys: 64-bit numbers, unique in the store, taken from one sequence in blocks (one statement for 1,000 keys)."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, Sequence

from engine.persistence.metadata import metadata

BLOCK = 1000

key_block = Sequence("key_block", start=1, metadata=metadata)


class KeyGenerator:
    """Hands out keys; safe between threads and, because blocks are disjoint, between processes.

    A block that a crash cuts short is lost, not reused. When it is the database that crashed, `forget` must be called:
    a block that it gave to a transaction which was not committed yet may be given once more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next = 0
        self._end = 0

    def next(self, connection: Connection) -> int:
        """A key; now and then `connection` fetches a block of them.

        That is the connection of the command: it has one at hand, where a second one might have to be waited for by
        all that hold one. A rollback does not give the block back, for no transaction undoes what a sequence gave.
        """
        with self._lock:
            if self._next == self._end:
                self._next = connection.exec_driver_sql("SELECT nextval('key_block')").scalar_one() * BLOCK
                self._end = self._next + BLOCK
            key = self._next
            self._next += 1
            return key

    def forget(self) -> None:
        """Take the next key from a fresh block."""
        with self._lock:
            self._next = self._end = 0
