"""A case that moves by itself for long goes on in several commands, and loses nothing between them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.commands.proceed import Proceed
from engine.commands.publish_message import PublishMessage
from engine.engine import Engine
from engine.interpreter.spiff.interpreter import SpiffInterpreter
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import (
    ENDS,
    begin,
    delivered,
    deploy,
    is_intact,
    left_open,
    open_tasks,
    state_of,
    variables_of,
)
from tests.engine.integration.elements import catch, catches, message, script
from tests.engine.store import value, values
from tests.engine.wiring import ADMIN, OFFICER

LOOP = (
    script("count", "if n = null then 1 else n + 1", "n")
    + '<bpmn:exclusiveGateway id="enough" default="enough_count" />'
    + flow("count", "enough")
    + flow("enough", "count")
    + flow("enough", "end", "n = rounds")
)
COUNTING = bpmn(ENDS + LOOP + flow("start", "count"))
FORKED = bpmn(
    ENDS
    + LOOP
    + '<bpmn:parallelGateway id="fork" />'
    + user_task("a", '<zeebe:formDefinition formId="nowhere" />')
    + catch("wait", catches("m"))
    + user_task("after")
    + flow("start", "fork")
    + flow("fork", "a")
    + flow("fork", "wait")
    + flow("fork", "count")
    + flow("wait", "after")
    + flow("a", "end")
    + flow("after", "end"),
    root=message("m", "reply", "&quot;1&quot;"),
)


@pytest.fixture
def engine(new_engine: Callable[..., Engine]) -> Engine:
    """One that stops after 100 moves."""
    return new_engine(interpreter=SpiffInterpreter(move_limit=100))


def proceed(engine: Engine) -> int:
    """Do what is delivered until nothing is; says how often."""
    done = 0
    while len(keys := delivered(engine, "proceed")) > done:
        engine.execute(Proceed(root_key=keys[done]), ADMIN)
        done += 1
    return done


def test_a_long_loop_runs_through_several_commands_and_ends(engine: Engine) -> None:
    deploy(engine, COUNTING)
    case = begin(engine, rounds=500)
    assert state_of(engine, case) == "ACTIVE"
    assert proceed(engine) == 10
    assert state_of(engine, case) == "COMPLETED"
    assert variables_of(engine, case) == {"n": "500", "rounds": "500"}
    events = values(engine, "SELECT type FROM history_event WHERE stream_kind = 1 ORDER BY seq")
    assert events == ["process_instance.created", *["process_instance.continued"] * 10]
    assert value(engine, "SELECT count(*) FROM element_instance WHERE element_id = 'count'") == 500
    assert left_open(engine) == []
    assert is_intact(engine)


def test_what_comes_up_in_a_command_that_is_stopped_is_not_forgotten(engine: Engine) -> None:
    """A form that is missing, and a message that was there before."""
    deploy(engine, FORKED)
    engine.execute(PublishMessage(name="reply", correlation_key="1", time_to_live=60_000), OFFICER)
    begin(engine, rounds=100)
    assert values(engine, "SELECT error_type FROM incident") == ["FORM_NOT_FOUND"]
    proceed(engine)
    assert open_tasks(engine) == ["a", "after"]


def test_a_case_that_was_cancelled_in_between_does_not_go_on(engine: Engine) -> None:
    deploy(engine, COUNTING)
    case = begin(engine, rounds=10_000)
    engine.execute(CancelProcessInstance(process_instance_key=case), ADMIN)
    assert not engine.execute(Proceed(root_key=case), ADMIN)
    assert left_open(engine) == []


def test_a_delivery_to_go_on_that_comes_twice_does_no_harm(engine: Engine) -> None:
    deploy(engine, COUNTING)
    case = begin(engine, rounds=60)
    for _ in range(3):
        engine.execute(Proceed(root_key=case), ADMIN)
    assert state_of(engine, case) == "COMPLETED"
    assert variables_of(engine, case)["n"] == "60"
