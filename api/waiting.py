"""Requests that wait: an empty activation of jobs, the end of a process instance. Waiting takes no thread.

Wake-ups (``engine/jobs/wakeups.py``) come over one database connection and one thread a process, which pass them into
the event loop. What becomes possible by mere lapse of time sends no wake-up, so those who wait also look by themselves.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from engine.jobs.wakeups import Wakeups

T = TypeVar("T")

LOOK_SECONDS = 1.0
"""How often one who waits looks without having been woken."""
_BRIDGE_SECONDS = 60.0


class Waiting:
    """For one event loop; the listener is started by the first who waits."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._wakeups: Wakeups | None = None
        self.count = 0
        """How many wait at the moment."""
        self._is_closed = False

    async def until(self, look: Callable[[], Awaitable[T | None]], seconds: float) -> T | None:
        """Look now and after every wake-up until there is something, or the time is over: None then, as after `close`.

        `look` runs at least once, and never twice at the same time.
        """
        self.count += 1
        try:
            return await self._until(look, self._loop.time() + seconds)
        finally:
            self.count -= 1

    async def _until(self, look: Callable[[], Awaitable[T | None]], end: float) -> T | None:
        while True:
            woken = self._woken
            answer = await look()
            left = end - self._loop.time()
            if answer is not None or left <= 0 or self._is_closed:
                return answer
            self._listen()
            try:
                async with asyncio.timeout(min(left, LOOK_SECONDS)):
                    await woken.wait()
            except TimeoutError:
                continue

    def close(self) -> None:
        """Let everybody go; may be called from any thread, and more than once."""
        self._is_closed = True
        self._loop.call_soon_threadsafe(self._wake)
        if self._wakeups is not None:
            self._wakeups.close()

    def _listen(self) -> None:
        if self._wakeups is None and not self._is_closed:
            self._wakeups = Wakeups(self._url)
            bridge = threading.Thread(target=self._pass_on, args=(self._wakeups,), name="quytrinh-waiting", daemon=True)
            bridge.start()

    def _pass_on(self, wakeups: Wakeups) -> None:
        seen = -1
        while not self._is_closed:
            count = wakeups.wait(seen, _BRIDGE_SECONDS)
            if count != seen and not self._is_closed:
                seen = count
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        """Whoever waits has the old event; whoever looks next takes the new one."""
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()
