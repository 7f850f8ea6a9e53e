"""The program under attack: `quytrinh serve` with its own PostgreSQL, and ``kill -9`` for any part of it.

A thread does what an administrator's supervisor does, such as systemd: when the program has ended it is started again.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil

from engine.persistence.postmaster import Postmaster

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("server", "worker", "postgres", "program")
"""A process that answers requests, the worker, the database, and the parent of the first two."""
_STOP_SECONDS = 60.0


class Program:
    """A context manager; leaving it stops the program as an administrator would."""

    def __init__(self, folder: Path, port: int, log: Path) -> None:
        self._cluster = folder / "postgres"
        self._environment = {
            **os.environ,
            "QUYTRINH_DATA": str(folder),
            "QUYTRINH_PORT": str(port),
            "QUYTRINH_PROCESSES": "2",
            "QUYTRINH_POOL_SIZE": "4",
            "QUYTRINH_LOG_LEVEL": "warning",
            "PYTHONPATH": str(ROOT),
        }
        self._environment.pop("DATABASE_URL", None)
        # A program that starts again and again shall not be compiled each time, whatever this shell has set.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._environment["PYTHONPYCACHEPREFIX"] = str(log.with_name("bytecode"))
        self._log = log
        self._is_ending = threading.Event()
        self._process = self._start()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)
        self.starts = 1
        self.exit_code: int | None = None

    def __enter__(self) -> Program:
        self._supervisor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_ending.set()
        self._supervisor.join()
        self._process.terminate()
        self.exit_code = self._process.wait(_STOP_SECONDS)

    def kill(self, part: str, choice: random.Random) -> bool:
        """Kill one process of that part; False when none is there just now."""
        found = self._processes(part)
        if not found:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(choice.choice(found), signal.SIGKILL)
        return True

    def _processes(self, part: str) -> list[int]:
        if part == "postgres":
            postmaster = Postmaster.read(self._cluster)
            return [postmaster.pid] if postmaster is not None else []
        if part == "program":
            return [self._process.pid] if self._process.poll() is None else []
        found = []
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._process.pid).children():
                with contextlib.suppress(psutil.NoSuchProcess):
                    if self._part_of(child) == part:
                        found.append(child.pid)
        return found

    @staticmethod
    def _part_of(child: psutil.Process) -> str:
        if "spawn_main" not in " ".join(child.cmdline()):
            return ""
        is_listening = any(each.status == psutil.CONN_LISTEN for each in child.net_connections())
        return "server" if is_listening else "worker"

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "benchmarks.chaos.program", "serve"],
                env=self._environment, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip

    def _supervise(self) -> None:
        while not self._is_ending.wait(0.2):
            if self._process.poll() is not None:
                self.starts += 1
                self._process = self._start()
