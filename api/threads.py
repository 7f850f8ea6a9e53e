"""Threads for the synchronous work of requests (decision D2), at a third of the cost of the event loop's own executor.

A hop to a thread and back is paid by every request. The standard executors make two future objects, copy the context
and take several locks for it; a queue and one call back into the loop are enough.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Work = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class Threads:
    """A fixed number of threads that work for the running event loop until `close`."""

    def __init__(self, count: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"quytrinh-request-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def run(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Have `call` done by the next free thread; its answer or its exception comes with the future."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue.put((call, future))
        return future

    def close(self) -> None:
        """Finish what is queued and end the threads."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (work := self._queue.get()) is not None:
            call, future = work
            try:
                answer = call()
            except BaseException as error:  # noqa: BLE001 - whoever awaits the future handles it
                self._tell(_fail, future, error)
            else:
                self._tell(_answer, future, answer)

    def _tell(self, how: Callable[[asyncio.Future[Any], Any], None], future: asyncio.Future[Any], what: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(how, future, what)
        except RuntimeError:
            # The loop has ended meanwhile, so nobody waits any more.
            return


def _answer(future: asyncio.Future[Any], answer: Any) -> None:
    if not future.done():
        future.set_result(answer)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
