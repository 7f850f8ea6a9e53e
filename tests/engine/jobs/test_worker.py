"""Workers do service tasks with a handler, fire timers once, and lose nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from engine.commands.clock import PinClock
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.engine import Engine
from engine.jobs.worker import Worker
from engine.ports import JobContext
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.store import value
from tests.engine.waiting import until
from tests.engine.wiring import ADMIN, OFFICER, START, AllowAll

SERVICE = """<bpmn:serviceTask id="work" name="Làm"><bpmn:extensionElements>
  <zeebe:taskDefinition type="greet" retries="2" /></bpmn:extensionElements></bpmn:serviceTask>"""
GREET = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />' + SERVICE + flow("start", "work") + flow("work", "end")
)
TIMER = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" /><bpmn:intermediateCatchEvent id="pause">'
    "<bpmn:timerEventDefinition><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    "</bpmn:intermediateCatchEvent>" + user_task("a") + flow("start", "pause") + flow("pause", "a") + flow("a", "end")
)


@contextmanager
def working(engine: Engine, url: str, count: int = 1) -> Iterator[None]:
    workers = [Worker(engine, url) for _ in range(count)]
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join()


def start(engine: Engine, diagram: bytes) -> int:
    engine.execute(DeployResources(resources=(("p.bpmn", diagram),)), ADMIN)
    key: int = engine.execute(
        CreateProcessInstance(process_id="p", variables={"name": "Lan"}), OFFICER
    ).process_instance_key
    return key


def test_a_service_task_with_a_handler_is_done_by_a_worker(
    new_engine: Callable[..., Engine], database_url: str
) -> None:
    def greet(job: JobContext) -> Mapping[str, Any]:
        return {"greeting": f"Chào {job.variables['name']}"}

    engine = new_engine(handlers={"greet": greet})
    start(engine, GREET)
    with working(engine, database_url):
        until(lambda: value(engine, "SELECT state FROM process_instance") == "COMPLETED")
    assert value(engine, "SELECT value FROM variable WHERE name = 'greeting'") == '"Chào Lan"'


def test_a_failing_handler_leaves_an_incident_when_its_retries_are_used_up(
    new_engine: Callable[..., Engine], database_url: str
) -> None:
    def fail(job: JobContext) -> Mapping[str, Any]:
        raise ValueError("no paper in the printer")

    engine = new_engine(handlers={"greet": fail})
    start(engine, GREET)
    with working(engine, database_url):
        until(lambda: value(engine, "SELECT retries FROM job") == 1)
        engine.execute(PinClock(at=START + timedelta(hours=1)), ADMIN)
        until(lambda: value(engine, "SELECT state FROM incident") == "ACTIVE")
    assert value(engine, "SELECT error_message FROM incident") == "ValueError: no paper in the printer"


def test_a_timer_fires_once_when_the_clock_is_moved_whatever_number_of_workers_runs(
    new_engine: Callable[..., Engine], database_url: str
) -> None:
    engine = new_engine()
    start(engine, TIMER)
    with working(engine, database_url, count=3):
        engine.execute(PinClock(at=START + timedelta(days=2)), ADMIN)
        until(lambda: value(engine, "SELECT count(*) FROM user_task") == 1)
    assert value(engine, "SELECT count(*) FROM history_event WHERE type = 'timer.fired'") == 1
    assert value(engine, "SELECT count(*) FROM timer") == 0


def test_a_chore_that_fails_does_not_keep_timers_from_firing(
    new_engine: Callable[..., Engine], database_url: str
) -> None:
    engine = new_engine()
    assert isinstance(engine.ports.policy, AllowAll)
    engine.ports.policy.denied.add("store.clean_up")
    start(engine, TIMER)
    with working(engine, database_url):
        until(lambda: value(engine, "SELECT count(*) FROM history_event WHERE type = 'access.refused'") == 1)
        engine.execute(PinClock(at=START + timedelta(days=2)), ADMIN)
        until(lambda: value(engine, "SELECT count(*) FROM user_task") == 1)
