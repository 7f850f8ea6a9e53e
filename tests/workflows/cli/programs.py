"""`quytrinh` as a process of its own, told to stop as an operator would, and stopped for sure when the test ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.architecture.source import ROOT
from tests.engine.waiting import until

_NOT_KEPT = ("QUYTRINH_", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")

START_PATIENCE = 180.0
"""Seconds: three interpreters load everything at once, perhaps on a machine that runs other tests."""


class Running:
    """One process; what it says is in `out` and `err`."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], folder: Path) -> None:
        self._out, self._err = folder / "out.txt", folder / "err.txt"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_KEPT)}
        # What the first one compiles, the others load.
        kept["PYTHONPYCACHEPREFIX"] = os.environ["PYTEST_QUYTRINH_FOLDER"] + "/pycache"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, *arguments], stdout=out, stderr=err, cwd=ROOT, env={**kept, **environment}
            )

    @property
    def out(self) -> str:
        return self._out.read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return self._err.read_text(encoding="utf-8")

    def children(self) -> list[psutil.Process]:
        """The processes that it started and that live, the oldest first; multiprocessing's own helper left out."""
        found = [each for each in psutil.Process(self.process.pid).children() if _is_worker(each)]
        return sorted(found, key=lambda each: each.create_time())

    def until_said(self, text: str) -> None:
        """Wait until `text` is printed; fails when the process ends without."""
        until(lambda: text in self.out or self.process.poll() is not None, START_PATIENCE)
        assert text in self.out, self.err

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(60)


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # dead, and perhaps not yet buried
        return False


@contextmanager
def running(arguments: list[str], environment: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """``python ARGUMENTS`` until the end of the block."""
    program = Running(arguments, environment, folder)
    try:
        yield program
    finally:
        if program.process.poll() is None:
            for child in psutil.Process(program.process.pid).children(recursive=True):
                child.kill()
            program.process.kill()
            program.process.wait()


@contextmanager
def quytrinh(command: str, environment: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """``quytrinh COMMAND`` until the end of the block."""
    with running(["-m", "workflows.cli", command], environment, folder) as program:
        yield program
