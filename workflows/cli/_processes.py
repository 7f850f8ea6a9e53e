"""Runs a program as several processes: starts them, starts again what dies, stops all when told to.

A child that loses its parent ends itself, so that nothing is left behind by ``kill -9``.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from engine.errors import Unavailable

logger = logging.getLogger(__name__)

STOP_SECONDS = 40.0
"""What is under way gets so long to finish; a request that is held is let go at once."""
RESTART_SECONDS = 1.0
YOUNG_SECONDS = 10.0
MAX_YOUNG_DEATHS = 5
"""A child that dies so often in a row before it is YOUNG_SECONDS old will not do better the next time."""


class ServerGaveUp(Unavailable):
    """A process ends right after each start. Fields: name, count."""

    code = "cli.server_gave_up"


@dataclass(slots=True)
class Child:
    """`run` is called with `arguments` in a process of its own, so both must be importable and picklable."""

    name: str
    run: Callable[..., None]
    arguments: tuple[Any, ...] = ()
    process: BaseProcess | None = None
    started_at: float = 0.0
    young_deaths: int = 0

    def start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.process = context.Process(target=_run_child, args=(self.run, self.arguments), name=self.name)
        self.started_at = time.monotonic()
        self.process.start()


def run_children(children: Sequence[Child]) -> None:
    """Run all until SIGINT or SIGTERM, then stop them; raises ServerGaveUp."""
    reader, writer = multiprocessing.Pipe(duplex=False)
    with stop_signals(lambda: writer.send_bytes(b".")):
        try:
            for child in children:
                child.start()
            while not _wait(reader, children):
                if reader.poll(RESTART_SECONDS):
                    return
                _restart(children)
        finally:
            _stop(children)


@contextmanager
def stop_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Have SIGINT and SIGTERM call `stop` instead of ending the process."""

    def handle(number: int, frame: FrameType | None) -> None:
        stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(reader: Any, children: Sequence[Child]) -> bool:
    """True when the program is to stop, False when a child has died."""
    return reader in wait([reader, *(child.process.sentinel for child in children if child.process is not None)])


def _restart(children: Sequence[Child]) -> None:
    for child in children:
        if child.process is None or child.process.is_alive():
            continue
        is_young = time.monotonic() - child.started_at < YOUNG_SECONDS
        child.young_deaths = child.young_deaths + 1 if is_young else 0
        if child.young_deaths >= MAX_YOUNG_DEATHS:
            raise ServerGaveUp(name=child.name, count=child.young_deaths)
        logger.warning("process %s ended with %s and is started again", child.name, child.process.exitcode)
        child.start()


def _stop(children: Sequence[Child]) -> None:
    running = [child.process for child in children if child.process is not None and child.process.is_alive()]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        process.join(max(0.0, deadline - time.monotonic()))
        if process.is_alive():
            logger.error("process %s did not stop in time and is killed", process.name)
            process.kill()
            process.join()


def _run_child(run: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """In the child. Ctrl-C in a terminal reaches all processes; only the parent reacts and tells the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="quytrinh-parent", daemon=True).start()
    run(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
