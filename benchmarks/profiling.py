"""A server that counts where its threads spend their processor time, for `benchmarks.cases --profile`."""

from __future__ import annotations

import cProfile
import os
import pstats
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

_FOLDER = "QUYTRINH_BENCHMARK_PROFILES"
os.environ.setdefault(_FOLDER, tempfile.mkdtemp(prefix="quytrinh-profiles-"))

PROFILED = ("-m", "benchmarks.profiling", "api.main:app", "--no-access-log", "--log-level", "warning")


def show_profile(lines: int = 45) -> None:
    """Print the sum of what all profiled servers wrote."""
    files = sorted(Path(os.environ[_FOLDER]).glob("*.pstats"))
    statistics = pstats.Stats(str(files[0]))
    for file in files[1:]:
        statistics.add(str(file))
    statistics.sort_stats("tottime").print_stats(lines)
    statistics.sort_stats("cumtime").print_stats(lines * 2)


def main() -> None:
    """Run uvicorn with the arguments given, every thread of it profiled."""
    import uvicorn

    import api.main

    assert api.main.app
    profiles: list[cProfile.Profile] = []

    def begin(*_: Any) -> None:
        profile = cProfile.Profile(time.thread_time)
        profiles.append(profile)
        profile.enable()

    # uvicorn raises the signal that stopped it once more when it is done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    threading.setprofile(begin)
    begin()
    try:
        uvicorn.main(sys.argv[1:], standalone_mode=False)
    finally:
        profiles[0].disable()
        for number, profile in enumerate(profiles):
            profile.create_stats()
            if profile.getstats():
                profile.dump_stats(str(Path(os.environ[_FOLDER]) / f"{os.getpid()}-{number}.pstats"))


if __name__ == "__main__":
    main()
