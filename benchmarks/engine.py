"""What the engine costs without HTTP: `python -m benchmarks.engine` creates cases and completes their three tasks.

Prints processor time a command, of Python and of PostgreSQL apart; `--profile` shows where Python's goes. The server
is durable; nothing is asserted, machines differ.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.measure import Database, durable_database, processor_seconds
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.engine import Engine
from engine.queries.search import Condition, Search
from engine.queries.user_tasks import SearchUserTasks
from tests.engine.diagrams import THREE_TASKS
from tests.engine.wiring import ADMIN, OFFICER, make_engine

VARIABLES = {"unit": {"code": "XA-TRA-PHONG", "name": "Xã Trà Phong"}, "year": 2025}


class Costs:
    """Processor time in microseconds by the name of what was done."""

    def __init__(self) -> None:
        self._python: dict[str, list[float]] = {}

    def spend(self, name: str, deed: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = deed()
        self._python.setdefault(name, []).append((time.process_time() - began) * 1e6)
        return result

    def show(self, rounds: int, postgres: float) -> None:
        for name, values in self._python.items():
            print(f"{name:10} {statistics.median(values):7.0f} µs Python, median")
        whole = sum(sum(values) for values in self._python.values()) / rounds
        print(f"{'a case':10} {whole:7.0f} µs Python   {postgres / rounds * 1e6:7.0f} µs PostgreSQL")


def case(engine: Engine, costs: Costs) -> None:
    """Create an instance, then three times find the open task and complete it."""
    created = costs.spend(
        "create", partial(engine.execute, CreateProcessInstance(process_id="p", variables=VARIABLES), OFFICER)
    )
    instance = Condition("process_instance_key", "eq", created.process_instance_key)
    search = SearchUserTasks(search=Search(conditions=(Condition("state", "eq", "CREATED"), instance)))
    for name in "abc":
        task = costs.spend("search", partial(engine.query, search, OFFICER)).rows[0]
        variables = {f"done_{name}": True, "note": "Đã rà soát"}
        complete = CompleteUserTask(user_task_key=task["key"], variables=variables)
        costs.spend("complete", partial(engine.execute, complete, OFFICER))


def run(database: Database, rounds: int, with_profile: bool) -> None:
    """Warm up, then measure `rounds` cases."""
    engine = make_engine(database.url)
    engine.execute(DeployResources(resources=(("p.bpmn", THREE_TASKS),)), ADMIN)
    for _ in range(50):
        case(engine, Costs())
    gc.collect()
    gc.freeze()
    costs, profile = Costs(), cProfile.Profile(time.process_time)
    before = processor_seconds(database.server)
    if with_profile:
        profile.enable()
    for _ in range(rounds):
        case(engine, costs)
    profile.disable()
    costs.show(rounds, processor_seconds(database.server) - before)
    if with_profile:
        statistics_of = pstats.Stats(profile)
        statistics_of.sort_stats("tottime").print_stats(60)
        statistics_of.sort_stats("cumtime").print_stats(90)
    engine.database.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with durable_database() as database:
        run(database, options.rounds, options.profile)


if __name__ == "__main__":
    main()
