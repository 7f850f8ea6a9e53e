"""Knows which state of the organisation and of the accounts is current, at most one statement a second.

Whatever changes people, rights, accounts or sessions raises `engine_state.identity_epoch` in its transaction. In the
process that made the change it counts at once; other processes see it within `LOOK_SECONDS`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.exc import OperationalError

from engine.clock import Clock
from engine.engine import StoreUnavailable
from engine.persistence.database import open_database
from engine.persistence.unit_of_work import UnitOfWork

LOOK_SECONDS = 1.0


class Stamp(NamedTuple):
    """What a cached answer about people is valid for: an epoch, and a day of the store's clock in local time."""

    identity_epoch: int
    day: date


class SideReader:
    """Reads on a small pool of its own, so that a command that waits for an answer can never have starved it."""

    def __init__(self, url: str) -> None:
        self.pool = open_database(url, pool_size=1)
        self.database = self.pool.execution_options(isolation_level="AUTOCOMMIT")

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> Sequence[Row[Any]]:
        """The rows of a query; asked twice when the connection turns out to be dead. Raises StoreUnavailable."""
        try:
            return self._rows(sql, parameters)
        except OperationalError as error:
            if not error.connection_invalidated:
                raise StoreUnavailable from error
        try:
            return self._rows(sql, parameters)
        except OperationalError as error:
            raise StoreUnavailable from error

    def close(self) -> None:
        self.pool.dispose()

    def _rows(self, sql: str, parameters: Sequence[Any]) -> Sequence[Row[Any]]:
        with self.database.connect() as connection:
            return connection.exec_driver_sql(sql, tuple(parameters) or None).all()


class EpochWatch:
    """Safe between threads; `ticks` counts seconds and never goes back (``time.monotonic``)."""

    def __init__(
        self, reader: SideReader, clock: Clock, zone: ZoneInfo, *, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._zone = zone
        self._ticks = ticks
        self._lock = threading.Lock()
        self._looked_at: float | None = None
        self._epoch = -1
        self._pinned_at: datetime | None = None

    def stamp(self) -> Stamp:
        """What is current, as far as `LOOK_SECONDS` ago or later; raises StoreUnavailable when it cannot be known."""
        if self._is_due():
            with self._lock:
                if self._is_due():
                    self._look()
        now = self._pinned_at or self._clock.now()
        return Stamp(self._epoch, now.astimezone(self._zone).date())

    def see(self, epoch: int) -> None:
        """Take over an epoch that a command of this process made or read."""
        with self._lock:
            self._epoch = max(self._epoch, epoch)

    def look(self) -> None:
        """Ask the store at the next question, whenever the last look was: after the clock was moved."""
        self._looked_at = None

    def _is_due(self) -> bool:
        return self._looked_at is None or self._ticks() - self._looked_at >= LOOK_SECONDS

    def _look(self) -> None:
        at = self._ticks()
        [row] = self._reader.rows("SELECT identity_epoch, pinned_at FROM engine_state WHERE id = 1")
        self._epoch = max(self._epoch, row.identity_epoch)
        self._pinned_at = row.pinned_at
        self._looked_at = at


def raise_identity_epoch(uow: UnitOfWork) -> int:
    """Make every cached answer about people stale once this command commits; returns the new epoch."""
    epoch: int = uow.connection.exec_driver_sql(
        "UPDATE engine_state SET identity_epoch = identity_epoch + 1 WHERE id = 1 RETURNING identity_epoch"
    ).scalar_one()
    return epoch
