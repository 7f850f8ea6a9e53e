"""What the interpreter alone costs, without database and HTTP: `python benchmarks/interpreter.py`.

Prints CPU time of a deed (load state, move, drain, dump) for a small case, for a user-task loop of 10,000 rounds and
for wide multi-instances; nothing is asserted, machines differ.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.interpreter import port
from engine.interpreter.spiff import SpiffInterpreter
from engine.model.process import CallBehavior, Process
from engine.variables import Variables
from tests.engine.interpreter.build import each, end, exclusive, process, start, user


class World:
    """The least that an execution needs around it."""

    def __init__(self, drawn: Process) -> None:
        self.interpreter = SpiffInterpreter()
        self.only = self.interpreter.compile(1, drawn, 1)
        self.functions: Mapping[str, Callable[..., Any]] = {}
        self._keys = itertools.count(2_251_799_813_685_249)
        self._now = datetime(2025, 3, 10, 1, tzinfo=UTC)

    def next_key(self) -> int:
        return next(self._keys)

    def now(self) -> datetime:
        return self._now

    def program(self, key: int) -> port.Program:
        return self.only

    def called_program(self, caller: port.Program, call: CallBehavior, process_id: str) -> port.Program | None:
        return None

    def start(self, payload: dict[str, Any]) -> tuple[bytes, list[int]]:
        execution = self.interpreter.start(self.only, Variables(), self, payload=payload)
        return execution.dump(), _opened(execution.drain())

    def complete(self, state: bytes, key: int, values: dict[str, Any]) -> tuple[bytes, list[int]]:
        execution = self.interpreter.load(state, Variables(), self)
        execution.complete(key, values)
        return execution.dump(), _opened(execution.drain())


def _opened(step: port.Step) -> list[int]:
    return [fact.key for fact in step.facts if isinstance(fact, port.UserTaskOpened)]


def small_case() -> None:
    """Create and three completions of a five-node process."""
    world = World(process([start(), user("a"), user("b"), user("c"), end()], "start -> a -> b -> c -> end"))
    rounds = 2_000
    began = time.process_time()
    for _ in range(rounds):
        state, keys = world.start({"unit": "Trà Phong", "year": 2025})
        while keys:
            state, keys = world.complete(state, keys[0], {"done": True})
    each_case = (time.process_time() - began) / rounds * 1e6
    print(f"create + 3 completions of 5 nodes    {each_case:8.0f} µs CPU    {each_case / 4:6.0f} µs a deed")


def user_task_loop(rounds: int = 10_000) -> None:
    """One instance, the same user task again and again."""
    nodes = [start(), exclusive("again"), user("a"), exclusive("more", default_flow="more__again"), end()]
    world = World(process(nodes, "start -> again -> a -> more -> again", ("more -> end", "done = true")))
    state, keys = world.start({"done": False})
    costs = []
    for n in range(rounds):
        began = time.process_time()
        state, keys = world.complete(state, keys[0], {"n": n, "done": False})
        costs.append(time.process_time() - began)
    first, last = (statistics.median(part) * 1e6 for part in (costs[:100], costs[-100:]))
    print(f"user-task loop, {rounds} rounds        first 100: {first:.0f} µs   last 100: {last:.0f} µs   "
          f"state: {len(state)} bytes")  # fmt: skip


def wide_multi_instance(width: int) -> None:
    """All instances of a parallel multi-instance user task, completed one by one."""
    task = user("a", multi_instance=each(f"for i in 1..{width} return i", input_element="i"))
    world = World(process([start(), task, end()], "start -> a -> end"))
    began = time.process_time()
    state, keys = world.start({})
    opened, size = time.process_time() - began, len(state)
    began = time.process_time()
    for key in keys:
        state, _ = world.complete(state, key, {})
    average = (time.process_time() - began) / width
    print(f"multi-instance, {width:5} wide           open: {opened * 1e3:6.1f} ms   a completion: "
          f"{average * 1e3:6.2f} ms   state: {size} bytes")  # fmt: skip


if __name__ == "__main__":
    small_case()
    user_task_loop()
    for instances in (10, 100, 1_000):
        wide_multi_instance(instances)
