"""Messages: waiting instances, buffered messages, starts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.commands.clock import PinClock
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.commands.publish_message import (
    CorrelateMessage,
    MessageAlreadyPublished,
    MessageNotCorrelated,
    PublishMessage,
)
from engine.engine import Engine
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.store import value, values
from tests.engine.wiring import ADMIN, OFFICER, START

MESSAGE = """<bpmn:message id="m" name="reply"><bpmn:extensionElements>
  <zeebe:subscription correlationKey="=number" /></bpmn:extensionElements></bpmn:message>"""
CATCH = """<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="m" />
  </bpmn:intermediateCatchEvent>"""
WAITING = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
    + CATCH
    + user_task("after")
    + flow("start", "wait")
    + flow("wait", "after")
    + flow("after", "end"),
    root=MESSAGE,
)
STARTED = bpmn(
    '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="s" /></bpmn:startEvent>'
    '<bpmn:endEvent id="end" />' + user_task("a") + flow("start", "a") + flow("a", "end"),
    process_id="started",
    root='<bpmn:message id="s" name="begin" />',
)


@pytest.fixture(autouse=True)
def deployed(engine: Engine) -> None:
    engine.execute(DeployResources(resources=(("p.bpmn", WAITING), ("s.bpmn", STARTED))), ADMIN)


def begin(engine: Engine, number: str) -> None:
    engine.execute(CreateProcessInstance(process_id="p", variables={"number": number}), OFFICER)


def waiting(engine: Engine) -> int:
    count: int = value(engine, "SELECT count(*) FROM user_task WHERE element_id = 'after'")
    return count


def test_a_message_reaches_the_instance_with_its_key_and_brings_its_variables(engine: Engine) -> None:
    begin(engine, "1")
    begin(engine, "2")
    taken = engine.execute(PublishMessage(name="reply", correlation_key="2", variables={"answer": "có"}), OFFICER)
    assert taken.process_instance_key == value(engine, "SELECT process_instance_key FROM user_task")
    assert values(engine, "SELECT value FROM variable WHERE name = 'answer'") == ['"có"']


def test_a_message_that_came_before_is_delivered_when_somebody_waits(engine: Engine) -> None:
    engine.execute(PublishMessage(name="reply", correlation_key="1", time_to_live=60_000), OFFICER)
    begin(engine, "1")
    assert waiting(engine) == 1
    begin(engine, "1")
    assert waiting(engine) == 1, "a message hits one instance of a process only"


def test_the_oldest_of_several_buffered_messages_comes_first(engine: Engine) -> None:
    for text in ("one", "two"):
        engine.execute(
            PublishMessage(name="reply", correlation_key="1", time_to_live=60_000, variables={"text": text}), OFFICER
        )
    begin(engine, "1")
    assert values(engine, "SELECT value FROM variable WHERE name = 'text'") == ['"one"']


def test_a_message_without_time_to_live_is_gone_when_nobody_waits(engine: Engine) -> None:
    engine.execute(PublishMessage(name="reply", correlation_key="1"), OFFICER)
    begin(engine, "1")
    assert waiting(engine) == 0


def test_a_buffered_message_expires(engine: Engine) -> None:
    engine.execute(PublishMessage(name="reply", correlation_key="1", time_to_live=60_000), OFFICER)
    engine.execute(PinClock(at=START + timedelta(minutes=2)), ADMIN)
    begin(engine, "1")
    assert waiting(engine) == 0


def test_a_message_with_the_same_id_is_not_buffered_twice(engine: Engine) -> None:
    command = PublishMessage(name="reply", correlation_key="1", time_to_live=60_000, message_id="x")
    engine.execute(command, OFFICER)
    with pytest.raises(MessageAlreadyPublished):
        engine.execute(command, OFFICER)


def test_correlating_is_refused_when_nobody_waits(engine: Engine) -> None:
    with pytest.raises(MessageNotCorrelated):
        engine.execute(CorrelateMessage(name="reply", correlation_key="1"), OFFICER)


def test_a_message_starts_a_process_once_while_its_key_is_active(engine: Engine) -> None:
    for _ in range(2):
        engine.execute(PublishMessage(name="begin", correlation_key="k", variables={"x": 1}), OFFICER)
    assert value(engine, "SELECT count(*) FROM process_instance") == 1
    engine.execute(PublishMessage(name="begin", correlation_key=""), OFFICER)
    assert value(engine, "SELECT count(*) FROM process_instance") == 2


def test_a_new_version_takes_over_what_starts_the_process(engine: Engine) -> None:
    changed = STARTED.replace(b'name="begin"', b'name="begin anew"')
    engine.execute(DeployResources(resources=(("s.bpmn", changed),)), ADMIN)
    engine.execute(PublishMessage(name="begin"), OFFICER)
    assert value(engine, "SELECT count(*) FROM process_instance") == 0
    engine.execute(PublishMessage(name="begin anew"), OFFICER)
    assert value(engine, "SELECT count(*) FROM process_instance") == 1
