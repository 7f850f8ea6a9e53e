"""The runner does what the engine does: the same deeds on both bring the same facts, variables and incidents."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from engine.commands.clock import PinClock
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deliver_due import DeliverDue
from engine.commands.deploy_resources import DeployResources
from engine.commands.end_job import CompleteJob, FailJob
from engine.commands.fire_timer import FireTimer
from engine.commands.publish_message import PublishMessage
from engine.engine import Engine
from engine.interpreter.facts import Fact
from engine.persistence.database import from_json
from engine.persistence.unit_of_work import UnitOfWork
from engine.testing import Runner
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.testing.diagrams import (
    END,
    FORM_TASK,
    NAME_FORM,
    START,
    boundary,
    call,
    catch_message,
    line,
    message,
    service,
    timer,
)
from tests.engine.wiring import ADMIN
from tests.engine.wiring import START as EIGHT

PARENT = bpmn(
    START
    + FORM_TASK
    + boundary("remind", "ask", timer("timeCycle", "R2/PT1H"), interrupting=False)
    + service("note", "note")
    + '<bpmn:endEvent id="noted" />'
    + catch_message("heard", "reply")
    + call("sub", "child")
    + END
    + flow("start", "ask")
    + flow("remind", "note")
    + flow("note", "noted")
    + flow("ask", "heard")
    + flow("heard", "sub")
    + flow("sub", "end"),
    root=message("reply"),
)
CHILD = line(service("work"), user_task("sign"), between=["work", "sign"], process_id="child")
FILES = (("p.bpmn", PARENT), ("child.bpmn", CHILD), ("name.form", NAME_FORM.encode()))


class Recorder:
    """A listener that keeps every fact."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def on_facts(self, uow: UnitOfWork, root_key: int, facts: Sequence[Fact]) -> None:
        self.facts += facts


class EngineWalk:
    """The deeds of the walk, as commands on the database."""

    def __init__(self, engine: Engine) -> None:
        self.recorder = Recorder()
        self.engine = engine
        engine.ports = dataclasses.replace(engine.ports, listeners=(self.recorder,))
        self._do(DeployResources(resources=FILES))

    def _do(self, command: Any) -> Any:
        return self.engine.execute(command, ADMIN)

    def _keys(self, sql: str) -> list[int]:
        with self.engine.database.connect() as connection:
            keys = [int(key) for key in connection.exec_driver_sql(sql).scalars()]
            connection.rollback()
        return keys

    def start(self, variables: dict[str, Any]) -> None:
        self._do(CreateProcessInstance(process_id="p", variables=variables))

    def advance(self, hours: int) -> None:
        self._do(PinClock(at=EIGHT + timedelta(hours=hours)))
        self._do(DeliverDue())
        for key in self._keys("SELECT key FROM timer WHERE delivered_at IS NOT NULL"):
            self._do(FireTimer(timer_key=key))

    def complete(self, element_id: str, variables: dict[str, Any]) -> None:
        [key] = self._keys(f"SELECT key FROM user_task WHERE element_id = '{element_id}' AND state = 'CREATED'")
        self._do(CompleteUserTask(user_task_key=key, variables=variables))

    def _job(self, element_id: str) -> int:
        return self._keys(f"SELECT key FROM job WHERE element_id = '{element_id}' AND end_time IS NULL ORDER BY key")[0]

    def complete_job(self, element_id: str, variables: dict[str, Any]) -> None:
        self._do(CompleteJob(job_key=self._job(element_id), variables=variables))

    def fail_job(self, element_id: str) -> None:
        self._do(FailJob(job_key=self._job(element_id), retries=0, error_message="hỏng"))

    def publish(self, name: str, key: str, variables: dict[str, Any]) -> None:
        self._do(PublishMessage(name=name, correlation_key=key, variables=variables, time_to_live=7_200_000))


class RunnerWalk:
    """The same deeds in memory."""

    def __init__(self, *, is_stored: bool) -> None:
        self.runner = Runner(clock=EIGHT, is_stored=is_stored)
        self.runner.deploy(*FILES)

    def start(self, variables: dict[str, Any]) -> None:
        self.case = self.runner.start("p", variables)

    def advance(self, hours: int) -> None:
        self.runner.advance_to(EIGHT + timedelta(hours=hours))

    def complete(self, element_id: str, variables: dict[str, Any]) -> None:
        self.case.complete(element_id, variables)

    def complete_job(self, element_id: str, variables: dict[str, Any]) -> None:
        self.case.complete_job(self.case.jobs(element_id)[0], variables)

    def fail_job(self, element_id: str) -> None:
        self.case.fail_job(self.case.jobs(element_id)[0], "hỏng")

    def publish(self, name: str, key: str, variables: dict[str, Any]) -> None:
        self.runner.publish(name, key, variables, timedelta(hours=2))


def _walk(on: EngineWalk | RunnerWalk) -> None:
    on.start({"code": "A", "rate": 0.5})
    on.publish("reply", "A", {"answer": "có"})
    on.advance(1)
    on.complete_job("note", {"noted": 1})
    on.complete("ask", {"name": "Lan", "stranger": True})
    on.fail_job("work")


def _told(facts: Sequence[Fact]) -> list[tuple[str, dict[str, Any]]]:
    """Facts with their keys renamed by first appearance, so that two runs can be compared."""
    names: dict[int, str] = {}

    def renamed(field: str, value: Any) -> Any:
        if field.endswith("key") and isinstance(value, int) and field != "program_key":
            return names.setdefault(value, f"k{len(names)}")
        return None if field == "program_key" else value

    return [
        (type(fact).__name__, {f.name: renamed(f.name, getattr(fact, f.name)) for f in dataclasses.fields(fact)})
        for fact in facts
    ]


@pytest.mark.parametrize("is_stored", [False, True], ids=["kept", "stored"])
def test_the_same_deeds_bring_the_same_facts(engine: Engine, is_stored: bool) -> None:
    # given
    on_engine, in_memory = EngineWalk(engine), RunnerWalk(is_stored=is_stored)

    # when
    _walk(on_engine)
    _walk(in_memory)

    # then
    assert _told(in_memory.case.facts) == _told(on_engine.recorder.facts)
    assert [incident.message for incident in in_memory.case.incidents()] == ["hỏng"]


def test_the_variables_are_the_same(engine: Engine) -> None:
    # given
    on_engine, in_memory = EngineWalk(engine), RunnerWalk(is_stored=False)

    # when
    _walk(on_engine)
    _walk(in_memory)

    # then
    with engine.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT v.name, v.value FROM variable v WHERE v.scope_key = v.root_key").all()
        connection.rollback()
    assert {name: from_json(value) for name, value in rows} == in_memory.case.variables
