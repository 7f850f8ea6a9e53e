"""A user task in a loop of 10,000 rounds in one instance, through the engine and the database: is the cost flat?

    python -m benchmarks.loop [--rounds 10000]

Prints CPU and wall time of a round (search own task, complete) by hundreds, the ratio of the last hundred to the first,
and the size of the state. A machine is not the same all the time, so the old instance is then compared with a young one
round by round, taking turns: that ratio is what the age costs, whatever else the machine does.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.engine import Engine
from engine.persistence.embedded import EmbeddedPostgres
from engine.queries.search import Condition, Search
from engine.queries.user_tasks import SearchUserTasks
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.wiring import ADMIN, OFFICER, make_engine
from workflows import migrations

Round = tuple[float, float]

LOOP = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
    '<bpmn:exclusiveGateway id="enough" name="Đủ chưa?" default="enough_a" />'
    + user_task("a", '<zeebe:assignmentDefinition candidateGroups="staff" />')
    + flow("start", "a")
    + flow("a", "enough")
    + flow("enough", "end", "is_enough = true")
    + flow("enough", "a")
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=10_000)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "data") as server:
        migrations.upgrade(server.url())
        engine = make_engine(server.url())
        try:
            run(engine, rounds)
        finally:
            engine.ports.queue.close()
            engine.database.dispose()


def run(engine: Engine, rounds: int) -> None:
    engine.execute(DeployResources(resources=(("loop.bpmn", LOOP),)), ADMIN)
    warm = engine.execute(CreateProcessInstance(process_id="p"), OFFICER).process_instance_key
    for number in range(200):
        one_round(engine, warm, number)
    instance = engine.execute(CreateProcessInstance(process_id="p"), OFFICER).process_instance_key
    rounds_taken: list[Round] = []
    for number in range(rounds):
        rounds_taken.append(timed_round(engine, instance, number))
        if (number + 1) % 1000 == 0 or number == 99:
            cpu, wall = summary(rounds_taken[-100:])
            print(f"rounds {number - 98:>5}-{number + 1:>5}: {cpu * 1e3:.2f} ms CPU, {wall * 1e3:.2f} ms wall")
    (first_cpu, first_wall), (last_cpu, last_wall) = summary(rounds_taken[:100]), summary(rounds_taken[-100:])
    print(f"last 100 / first 100: CPU {last_cpu / first_cpu:.2f}, wall {last_wall / first_wall:.2f}")
    with engine.database.connect() as connection:
        size = connection.exec_driver_sql(
            "SELECT length(state) FROM process_instance_state WHERE root_key = %s", (instance,)
        ).scalar_one()
        connection.rollback()
    print(f"state: {size} bytes")
    young = engine.execute(CreateProcessInstance(process_id="p"), OFFICER).process_instance_key
    old_rounds, young_rounds = [], []
    for number in range(100):
        old_rounds.append(timed_round(engine, instance, number))
        young_rounds.append(timed_round(engine, young, number))
    (old_cpu, old_wall), (young_cpu, young_wall) = summary(old_rounds), summary(young_rounds)
    print(f"old / young, taking turns: CPU {old_cpu / young_cpu:.2f}, wall {old_wall / young_wall:.2f}")


def one_round(engine: Engine, instance: int, number: int) -> None:
    conditions = (Condition("state", "eq", "CREATED"), Condition("process_instance_key", "eq", instance))
    task = engine.query(SearchUserTasks(search=Search(conditions=conditions)), OFFICER).rows[0]
    engine.execute(CompleteUserTask(user_task_key=task["key"], variables={"round": number}), OFFICER)


def timed_round(engine: Engine, instance: int, number: int) -> Round:
    """CPU and wall seconds of one round."""
    began, spent = time.perf_counter(), time.process_time()
    one_round(engine, instance, number)
    return time.process_time() - spent, time.perf_counter() - began


def summary(rounds: list[Round]) -> Round:
    """Medians of CPU and wall."""
    return median(cpu for cpu, _ in rounds), median(wall for _, wall in rounds)


if __name__ == "__main__":
    main()
