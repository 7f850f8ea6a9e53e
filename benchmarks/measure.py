"""What all benchmarks measure with: a durable server in a temporary folder, processor time, machine noise."""

from __future__ import annotations

import contextlib
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from engine.persistence.embedded import EmbeddedPostgres
from engine.persistence.postmaster import Postmaster
from workflows import migrations


@dataclass(frozen=True, slots=True)
class Database:
    """A migrated database on a durable server: `url` for libpq, `server` the process number of PostgreSQL."""

    folder: Path
    url: str
    server: int


@contextlib.contextmanager
def durable_database() -> Iterator[Database]:
    """A private PostgreSQL with the settings of production, fsync included; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="quytrinh-benchmark-") as name, EmbeddedPostgres(Path(name)) as postgres:
        migrations.upgrade(postgres.url())
        postmaster = Postmaster.read(postgres.cluster)
        assert postmaster is not None
        yield Database(Path(name), postgres.url(), postmaster.pid)


def processor_seconds(process_id: int) -> float:
    """Processor time of a process and its children, living and collected."""
    total = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(process_id)
        for each in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                total += times.user + times.system
                if each.pid == process_id:
                    total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total


def calibrate(rounds: int = 5) -> Noise:
    """How long a fixed loop takes here and now: its spread is what the machine adds by itself."""
    durations = []
    for _ in range(rounds):
        began = time.perf_counter()
        sum(number * number for number in range(400_000))
        durations.append((time.perf_counter() - began) * 1e3)
    return Noise.of(durations)


@dataclass(frozen=True, slots=True)
class Noise:
    """Least, median and greatest of repeated measurements."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Noise:
        return cls(min(values), statistics.median(values), max(values))

    def text(self, digits: int = 0) -> str:
        return f"{self.median:.{digits}f} ({self.least:.{digits}f}–{self.most:.{digits}f})"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
