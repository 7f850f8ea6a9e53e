"""Requests that wait: an empty activation of jobs, the end of a process instance. Waiting takes no thread.

Wake-ups (``engine/jobs/wakeups.py``) come over one database connection and one thread a process, which pass them into
the event loop. What becomes possible by mere lapse of time sends no wake-up, so those who wait also look by themselves.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from engine.jobs.wakeups import Wakeups

T = TypeVar("T")

LOOK_SECONDS = 1.0
"""How often one who waits looks without having been woken."""
_BRIDGE_SECONDS = 60.0


class _Line:
    """Those who wait for the same. They look one after the other; what one did not find, the others need not look for.

    So a hundred idle workers cost a wake-up one look, not a hundred.
    """

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.length = 0
        self.looked_after: asyncio.Event | None = None
        self.looked_at = 0.0


class Waiting:
    """For one event loop; the listener is started by the first who waits."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._wakeups: Wakeups | None = None
        self._lines: dict[Hashable, _Line] = {}
        self._is_closed = False

    @property
    def count(self) -> int:
        """How many wait at the moment."""
        return sum(line.length for line in self._lines.values())

    async def until(self, look: Callable[[], Awaitable[T | None]], seconds: float, what: Hashable) -> T | None:
        """Look now and after every wake-up until there is something, or the time is over: None then, as after `close`.

        `what` says what is waited for: of several who wait for the same only one looks, unless it finds something.
        """
        end = self._loop.time() + seconds
        line = self._lines.setdefault(what, _Line())
        line.length += 1
        try:
            while True:
                woken = self._woken
                answer = await self._look(line, woken, look)
                left = end - self._loop.time()
                if answer is not None or left <= 0 or self._is_closed:
                    return answer
                self._listen()
                await _wait(woken, min(left, LOOK_SECONDS))
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[what]

    def close(self) -> None:
        """Let everybody go; may be called from any thread, and more than once."""
        self._is_closed = True
        self._loop.call_soon_threadsafe(self._wake)
        if self._wakeups is not None:
            self._wakeups.close()

    async def _look(self, line: _Line, woken: asyncio.Event, look: Callable[[], Awaitable[T | None]]) -> T | None:
        async with line.lock:
            if line.looked_after is woken and self._loop.time() - line.looked_at < LOOK_SECONDS / 2:
                return None
            line.looked_at = self._loop.time()
            answer = await look()
            line.looked_after = woken if answer is None else None
            return answer

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


async def _wait(woken: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return
