"""Several processes as one program: a child that cannot live ends it, all end with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.engine.waiting import until
from tests.workflows.cli.programs import running

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

PROGRAM = """
import os, signal, sys, time
from workflows.cli import _processes
from workflows.cli._processes import Child, run_children

def fails():
    print("failing", flush=True)
    os._exit(3)

def waits():
    print("waiting", flush=True)
    signal.pause()

def stays():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("staying", flush=True)
    while True:
        signal.pause()

if __name__ == "__main__":
    _processes.RESTART_SECONDS, _processes.STOP_SECONDS = 0.01, 0.5
    try:
        run_children([Child(name, globals()[name]) for name in sys.argv[1:]])
    except _processes.ServerGaveUp as error:
        print(error.message("vi"), flush=True)
        sys.exit(1)
"""


@pytest.fixture
def program(tmp_path: Path) -> str:
    file = tmp_path / "program.py"
    file.write_text(PROGRAM, encoding="utf-8")
    return str(file)


def test_a_child_that_dies_right_after_each_start_ends_the_program(program: str, tmp_path: Path) -> None:
    with running([program, "fails", "waits"], {"PYTHONPATH": "."}, tmp_path) as parent:
        children = parent.children()
        assert parent.process.wait(60) == 1
        assert parent.out.count("failing") == 5
        assert "Tiến trình «fails» dừng 5 lần liên tiếp" in parent.out
        assert not any(child.is_running() for child in children)


def test_a_child_that_does_not_stop_in_time_is_killed(program: str, tmp_path: Path) -> None:
    with running([program, "stays", "waits"], {"PYTHONPATH": "."}, tmp_path) as parent:
        until(lambda: "staying" in parent.out and "waiting" in parent.out)
        children = parent.children()
        assert parent.stop() == 0
        assert len(children) == 2
        assert not any(child.is_running() for child in children)
        assert "process stays did not stop in time and is killed" in parent.err
