"""Any order of deeds on one case, compared with a model of a few lines after each of them.

The case has two user tasks side by side, one of them with a timer that reminds and a message that withdraws it, and a
job. Deeds come when they are due and when they are not, twice, and from two servers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from engine.commands.assign_user_task import AssignUserTask
from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.end_job import CompleteJob, FailJob
from engine.commands.publish_message import PublishMessage
from engine.commands.resolve_incident import ResolveIncident
from engine.commands.set_variables import SetVariables
from engine.commands.update_job import UpdateJob
from engine.engine import Engine
from engine.errors import QuyTrinhError
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import (
    ENDS,
    begin,
    deploy,
    is_intact,
    left_open,
    pass_time,
    state_of,
    variables_of,
)
from tests.engine.integration.elements import boundary, catches, message, service, timer
from tests.engine.store import value, values
from tests.engine.wiring import ADMIN, OFFICER

DIAGRAM = bpmn(
    ENDS
    + '<bpmn:parallelGateway id="fork" /><bpmn:parallelGateway id="join" />'
    + user_task("a")
    + user_task("b")
    + service()
    + boundary("late", "a", timer("Cycle", "R/P1D"), interrupts=False)
    + boundary("withdrawn", "a", catches("m"))
    + user_task("remind")
    + user_task("close")
    + flow("start", "fork")
    + flow("fork", "a")
    + flow("fork", "b")
    + flow("fork", "work")
    + '<bpmn:exclusiveGateway id="either" />'
    + flow("a", "either")
    + flow("withdrawn", "either")
    + flow("either", "join")
    + flow("b", "join")
    + flow("work", "join")
    + flow("late", "remind")
    + flow("join", "close")
    + flow("close", "end"),
    root=message("m", "withdraw", "number"),
)


@dataclass
class Model:
    """What should be so; `day` is shared by all cases, since they share the clock."""

    a: str = "open"
    b: str = "open"
    job: str = "open"
    close: str = "not yet"
    reminders: int = 0
    is_cancelled: bool = False
    said: dict[str, str] = field(default_factory=dict)
    deeds: int = 1

    def settle(self) -> None:
        """The parallel join."""
        if self.close == "not yet" and "open" not in (self.a, self.b) and self.job == "done":
            self.close = "open"

    @property
    def state(self) -> str:
        if self.is_cancelled:
            return "TERMINATED"
        return "COMPLETED" if self.close == "done" and not self.reminders else "ACTIVE"

    @property
    def is_over(self) -> bool:
        return self.state != "ACTIVE"

    def tasks(self) -> list[str]:
        if self.is_over:
            return []
        named = [name for name in ("a", "b", "close") if getattr(self, name) == "open"]
        return sorted(named + ["remind"] * self.reminders)


class Case(RuleBasedStateMachine):
    """All examples share one database and two servers, which the test sets."""

    servers: ClassVar[tuple[Engine, Engine]]
    day: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.engine = self.servers[0]
        self.number = str(value(self.engine, "SELECT count(*) FROM process_instance"))
        self.key = begin(self.engine, number=self.number)
        self.model = Model(said={"number": f'"{self.number}"'})

    def tell(self, command: object, server: int = 0) -> bool:
        """Whether the deed was done, or refused with a word."""
        try:
            self.servers[server].execute(command, OFFICER)
        except QuyTrinhError:
            return False
        self.model.deeds += 1
        return True

    def row(self, table: str, element_id: str) -> int:
        """Of the rows of an element: the first that is open, else the first."""
        where = "process_instance_key = %s AND element_id = %s"
        sql = f"SELECT key FROM {table} WHERE {where} ORDER BY state = 'CREATED' DESC, key LIMIT 1"
        return value(self.engine, sql, self.key, element_id) or 0

    @rule(name=st.sampled_from(["a", "b", "close"]), server=st.integers(0, 1), said=st.integers(0, 9))
    def complete(self, name: str, server: int, said: int) -> None:
        is_open = name in self.model.tasks()
        task = self.row("user_task", name)
        assert self.tell(CompleteUserTask(user_task_key=task, variables={name: said}), server) == is_open
        if is_open:
            setattr(self.model, name, "done")
            self.model.said[name] = str(said)
            self.model.settle()

    @rule(server=st.integers(0, 1))
    def complete_a_reminder(self, server: int) -> None:
        is_open = "remind" in self.model.tasks()
        assert self.tell(CompleteUserTask(user_task_key=self.row("user_task", "remind")), server) == is_open
        self.model.reminders -= is_open

    @rule(server=st.integers(0, 1))
    def claim(self, server: int) -> None:
        command = AssignUserTask(user_task_key=self.row("user_task", "b"), assignee=OFFICER.username)
        assert self.tell(command, server) == ("b" in self.model.tasks())

    @rule(server=st.integers(0, 1))
    def withdraw(self, server: int) -> None:
        is_open = "a" in self.model.tasks()
        taken = self.servers[server].execute(PublishMessage(name="withdraw", correlation_key=self.number), OFFICER)
        assert taken.process_instance_key == (self.key if is_open else None)
        if is_open:
            self.model.a = "withdrawn"
            self.model.deeds += 1
            self.model.settle()

    @rule(days=st.integers(1, 3))
    def let_days_pass(self, days: int) -> None:
        type(self).day += days
        fired = pass_time(self.engine, days=self.day)
        assert fired == [True] * ("a" in self.model.tasks()), "beats that were missed are one"
        self.model.reminders += len(fired)
        self.model.deeds += len(fired)

    @rule(retries=st.integers(0, 1))
    def fail_the_job(self, retries: int) -> None:
        is_open = self.model.job == "open" and not self.model.is_over
        assert self.tell(FailJob(job_key=self.row("job", "work"), retries=retries)) == is_open
        if is_open and not retries:
            self.model.job = "at its incident"

    @rule(server=st.integers(0, 1))
    def complete_the_job(self, server: int) -> None:
        is_open = self.model.job == "open" and not self.model.is_over
        assert self.tell(CompleteJob(job_key=self.row("job", "work")), server) == is_open
        if is_open:
            self.model.job = "done"
            self.model.settle()

    @rule()
    def resolve_the_incident(self) -> None:
        is_there = self.model.job == "at its incident" and not self.model.is_over
        incident = value(self.engine, "SELECT max(key) FROM incident WHERE process_instance_key = %s", self.key) or 0
        if is_there:
            assert not self.tell(ResolveIncident(incident_key=incident)), "it needs retries first"
            assert self.tell(UpdateJob(job_key=self.row("job", "work"), retries=1))
            self.model.job = "open"
        assert self.tell(ResolveIncident(incident_key=incident)) == is_there

    @rule(said=st.integers(0, 9))
    def say(self, said: int) -> None:
        done = self.tell(SetVariables(scope_key=self.key, variables={"x": said}))
        assert done == (not self.model.is_over)
        if done:
            self.model.said["x"] = str(said)

    @rule(often=st.integers(0, 9))
    def cancel(self, often: int) -> None:
        if often:  # most cases shall live longer
            return
        assert self.tell(CancelProcessInstance(process_instance_key=self.key)) == (not self.model.is_over)
        self.model.is_cancelled = self.model.is_cancelled or not self.model.is_over

    @invariant()
    def all_is_as_the_model_says(self) -> None:
        open_ = "SELECT element_id FROM user_task WHERE state = 'CREATED' AND process_instance_key = %s ORDER BY 1"
        assert values(self.engine, open_, self.key) == self.model.tasks()
        assert state_of(self.engine, self.key) == self.model.state
        assert variables_of(self.engine, self.key) == self.model.said
        events = "SELECT count(*) FROM history_event WHERE stream_kind = 1 AND stream_key = %s"
        assert value(self.engine, events, self.key) == self.model.deeds

    def teardown(self) -> None:
        if not self.model.is_over:
            self.engine.execute(CancelProcessInstance(process_instance_key=self.key), ADMIN)
        assert left_open(self.engine) == []


def test_any_order_of_deeds_leaves_what_the_model_says(engine: Engine, new_engine: Callable[..., Engine]) -> None:
    deploy(engine, DIAGRAM)
    Case.servers, Case.day = (engine, new_engine()), 0
    run_state_machine_as_test(
        Case, settings=settings(max_examples=12, stateful_step_count=25, suppress_health_check=list(HealthCheck))
    )
    assert is_intact(engine)
