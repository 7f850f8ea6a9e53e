"""Listening for wake-ups: one connection a process, any number of waiters."""

from __future__ import annotations

import logging
import threading

import psycopg

from engine.jobs.queue import WAKE_CHANNEL

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.5
"""How often the listener looks whether it is to end."""


class Wakeups:
    """Counts wake-ups. A waiter remembers the count before it looks for work, so none slips through between."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._condition = threading.Condition()
        self._count = 0
        self._is_closed = False
        self._thread = threading.Thread(target=self._listen, name="quytrinh-wakeups", daemon=True)
        self._thread.start()

    @property
    def count(self) -> int:
        """How many wake-ups came so far."""
        with self._condition:
            return self._count

    def wait(self, seen: int, seconds: float) -> int:
        """Wait until the count is not `seen` any more, or the time is over; returns the count."""
        with self._condition:
            self._condition.wait_for(lambda: self._count != seen or self._is_closed, timeout=seconds)
            return self._count

    def close(self) -> None:
        """Let every waiter go and end the listener."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()
        self._thread.join()

    def _listen(self) -> None:
        while not self._is_closed:
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {WAKE_CHANNEL}")
                    self._wake()  # what came while nobody listened
                    while not self._is_closed:
                        for _ in connection.notifies(timeout=_LOOK_SECONDS):
                            self._wake()
            except psycopg.Error:
                logger.warning("the wake-up listener lost its connection and connects again")
                with self._condition:
                    self._condition.wait_for(lambda: self._is_closed, timeout=1)

    def _wake(self) -> None:
        with self._condition:
            self._count += 1
            self._condition.notify_all()
