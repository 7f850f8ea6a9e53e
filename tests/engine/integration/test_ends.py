"""What was open in a case is closed when the case, or the part of it, ends in whatever way."""

from __future__ import annotations

import pytest

from engine.commands.cancel_process_instance import CalledInstanceNotCancellable, CancelProcessInstance
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.end_job import FailJob
from engine.commands.publish_message import PublishMessage
from engine.engine import Engine
from engine.instance_tree import InstanceEnded
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import (
    ENDS,
    begin,
    complete,
    deploy,
    is_intact,
    left_open,
    open_tasks,
    rivals,
    state_of,
)
from tests.engine.integration.elements import boundary, call, catch, catches, each, inside, message, service, timer
from tests.engine.store import key_of, value, values
from tests.engine.wiring import ADMIN, OFFICER

EVERYTHING = bpmn(
    ENDS
    + '<bpmn:parallelGateway id="fork" />'
    + inside(user_task("many"), each("units"))
    + inside(user_task("some"), each("units", sequential=True))
    + service("work")
    + service("stuck")
    + catch("pause", timer("Duration", "P1D"))
    + catch("wait", catches("m"))
    + boundary("late", "many", timer("Cycle", "R/P1D"), interrupts=False)
    + call("call", "inner")
    + user_task("remind")
    + flow("start", "fork")
    + "".join(
        flow("fork", name) + flow(name, "end") for name in ("many", "some", "work", "stuck", "pause", "wait", "call")
    )
    + flow("late", "remind"),
    root=message("m", "reply", "number"),
)
INNER = bpmn(
    '<bpmn:startEvent id="i_start" /><bpmn:endEvent id="i_end" /><bpmn:subProcess id="sub">'
    '<bpmn:startEvent id="s_start" /><bpmn:endEvent id="s_end" />'
    + user_task("deep")
    + flow("s_start", "deep")
    + flow("deep", "s_end")
    + "</bpmn:subProcess>"
    + boundary("withdrawn", "sub", catches("w"))
    + flow("i_start", "sub")
    + flow("sub", "i_end"),
    process_id="inner",
    root=message("w", "withdraw", "number"),
)


STOP = bpmn(
    ENDS
    + '<bpmn:parallelGateway id="fork" />'
    + '<bpmn:endEvent id="stop"><bpmn:terminateEventDefinition /></bpmn:endEvent>'
    + inside(user_task("many"), each("[1, 2]"))
    + user_task("ask")
    + flow("start", "fork")
    + flow("fork", "many")
    + flow("fork", "ask")
    + flow("many", "end")
    + flow("ask", "stop")
)


@pytest.fixture
def running(engine: Engine) -> int:
    deploy(engine, EVERYTHING, INNER)
    key = begin(engine, units=["a", "b", "c"], number="1")
    engine.execute(FailJob(job_key=key_of(engine, "job", "stuck"), retries=0), ADMIN)
    return key


def test_cancelling_leaves_nothing_open(engine: Engine, running: int) -> None:
    assert open_tasks(engine) == ["deep", "many", "many", "many", "some"]
    engine.execute(CancelProcessInstance(process_instance_key=running, reason="nhập nhầm"), ADMIN)
    assert left_open(engine) == []
    assert set(values(engine, "SELECT state FROM process_instance")) == {"TERMINATED"}
    assert set(values(engine, "SELECT state FROM user_task")) == {"CANCELED"}
    assert set(values(engine, "SELECT state FROM job")) == {"CANCELED"}
    assert set(values(engine, "SELECT state FROM incident")) == {"RESOLVED"}
    assert is_intact(engine)


def test_an_ended_case_cannot_be_cancelled_and_a_called_one_only_with_its_root(engine: Engine, running: int) -> None:
    called = value(engine, "SELECT key FROM process_instance WHERE root_key != key")
    with pytest.raises(CalledInstanceNotCancellable):
        engine.execute(CancelProcessInstance(process_instance_key=called), ADMIN)
    cancel = CancelProcessInstance(process_instance_key=running)
    outcomes = rivals(*[lambda: engine.execute(cancel, ADMIN)] * 2)
    assert sorted(outcomes, key=str) == [None, "instance.ended"]
    with pytest.raises(InstanceEnded):
        engine.execute(cancel, ADMIN)


def test_a_cancellation_that_is_sent_twice_is_done_once(engine: Engine, running: int) -> None:
    for _ in range(2):
        engine.execute(CancelProcessInstance(process_instance_key=running), ADMIN, idempotency_key="c")
    assert value(engine, "SELECT count(*) FROM history_event WHERE type = 'process_instance.cancelled'") == 1


def test_an_interrupting_event_in_a_called_instance_closes_what_is_inside_its_host_and_no_more(
    engine: Engine, running: int
) -> None:
    engine.execute(PublishMessage(name="withdraw", correlation_key="1"), OFFICER)
    assert open_tasks(engine) == ["many", "many", "many", "some"]
    assert value(engine, "SELECT state FROM user_task WHERE element_id = 'deep'") == "CANCELED"
    assert values(engine, "SELECT state FROM process_instance ORDER BY key") == ["ACTIVE", "COMPLETED"]
    assert values(engine, "SELECT element_id FROM message_subscription") == ["wait"]


def test_a_terminate_end_event_ends_all_other_branches(engine: Engine) -> None:
    deploy(engine, STOP)
    key = begin(engine)
    complete(engine, "ask")
    assert state_of(engine, key) == "COMPLETED"
    assert left_open(engine) == []
    assert values(engine, "SELECT state FROM user_task ORDER BY element_id, key") == [
        "COMPLETED", "CANCELED", "CANCELED",
    ]  # fmt: skip


def test_the_completion_condition_of_a_multi_instance_cancels_what_is_left(engine: Engine) -> None:
    condition = "numberOfCompletedInstances &gt;= 1"
    deploy(
        engine,
        bpmn(ENDS + inside(user_task("many"), each("[1, 2, 3]", condition=condition)) + flow("start", "many")
             + flow("many", "end")),
    )  # fmt: skip
    key = begin(engine)
    first = values(engine, "SELECT key FROM user_task ORDER BY key")[0]
    engine.execute(CompleteUserTask(user_task_key=first), OFFICER)
    assert state_of(engine, key) == "COMPLETED"
    assert value(engine, "SELECT state FROM user_task WHERE key = %s", first) == "COMPLETED"
    assert left_open(engine) == []


def test_a_task_that_was_done_stays_done_when_its_case_is_cancelled_at_an_incident(engine: Engine) -> None:
    mapping = '<zeebe:ioMapping><zeebe:output source="=for x in 1..200000 return x" target="y" /></zeebe:ioMapping>'
    deploy(engine, bpmn(ENDS + user_task("a", mapping) + flow("start", "a") + flow("a", "end")))
    key = begin(engine)
    complete(engine)
    assert value(engine, "SELECT error_type FROM incident") == "IO_MAPPING_ERROR"
    engine.execute(CancelProcessInstance(process_instance_key=key), ADMIN)
    assert value(engine, "SELECT state FROM user_task") == "COMPLETED"
    assert left_open(engine) == []
