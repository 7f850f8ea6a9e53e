"""``kill -9`` under load: nothing accepted is lost or done twice. The long run: `python -m benchmarks.chaos`."""

from __future__ import annotations

import sys

import pytest

from benchmarks.chaos.kills import PARTS
from benchmarks.chaos.run import run

SEED = 20250310


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that kills without a word")
def test_nothing_is_lost_or_done_twice_when_server_worker_and_database_are_killed() -> None:
    report = run(kills=6, seed=SEED, clients=6)
    assert report.findings == (), f"{report.text()}\n{report.log}"
    assert set(report.kills) == set(PARTS)
    assert report.finished > 0
