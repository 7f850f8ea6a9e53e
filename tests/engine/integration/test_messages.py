"""Who takes a message: one case of each process, of whatever version, waiting, called or not yet begun."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.commands.clean_up import CleanUp
from engine.commands.publish_message import CorrelateMessage, MessageTaken, PublishMessage
from engine.engine import Engine
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import (
    END_EVENT,
    ENDS,
    begin,
    complete,
    deploy,
    is_intact,
    left_open,
    open_tasks,
    pass_time,
    rivals,
    state_of,
)
from tests.engine.integration.elements import boundary, call, catch, catches, each, inside, message
from tests.engine.store import value, values
from tests.engine.wiring import ADMIN, OFFICER

REPLY = message("m", "reply", "number")


def waiting(process_id: str = "p", after: str = "after") -> bytes:
    """A catch event, then a task."""
    return bpmn(
        ENDS + catch("wait", catches("m")) + user_task(after) + flow("start", "wait") + flow("wait", after)
        + flow(after, "end"),
        process_id=process_id,
        root=REPLY,
    )  # fmt: skip


NOTIFIED = bpmn(
    ENDS
    + user_task("a")
    + boundary("note", "a", catches("m"), interrupts=False)
    + user_task("read")
    + flow("start", "a")
    + flow("a", "end")
    + flow("note", "read"),
    root=REPLY,
)
STARTED_AND_WAITING = bpmn(
    '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent>'
    + END_EVENT
    + catch("wait", catches("m"))
    + flow("start", "wait")
    + flow("wait", "end"),
    root=REPLY,
)


def publish(engine: Engine, key: str = "1", **options: object) -> MessageTaken:
    taken: MessageTaken = engine.execute(
        PublishMessage(name="reply", correlation_key=key, **options),  # type: ignore[arg-type]
        OFFICER,
    )
    return taken


def keep(engine: Engine, key: str = "1", **options: object) -> MessageTaken:
    """Publish a message that waits a day."""
    return publish(engine, key, time_to_live=86_400_000, **options)


def test_one_case_of_each_process_takes_it_whatever_its_version(engine: Engine) -> None:
    deploy(engine, waiting())
    old = begin(engine, number="1")
    deploy(engine, waiting(after="changed"), waiting("q"))
    new = begin(engine, number="1")
    other = begin(engine, "q", number="1")
    publish(engine)
    took = values(engine, "SELECT process_instance_key FROM user_task ORDER BY key")
    assert sorted(took) == sorted([old, other])
    publish(engine)
    assert values(engine, "SELECT process_instance_key FROM user_task WHERE element_id = 'changed'") == [new]
    assert publish(engine).process_instance_key is None
    assert value(engine, "SELECT count(*) FROM history_event WHERE type = 'message.correlated'") == 3
    assert is_intact(engine)


def test_a_caller_and_what_it_called_both_take_it_in_one_event_of_their_case(engine: Engine) -> None:
    caller = bpmn(
        ENDS + '<bpmn:parallelGateway id="fork" />' + catch("wait", catches("m")) + call("call", "q")
        + flow("start", "fork") + flow("fork", "wait") + flow("fork", "call") + flow("wait", "end")
        + flow("call", "end"),
        root=REPLY,
    )  # fmt: skip
    deploy(engine, caller, waiting("q"))
    case = begin(engine, number="1")
    publish(engine)
    assert open_tasks(engine) == ["after"]
    assert value(engine, "SELECT state FROM element_instance WHERE element_id = 'wait' AND process_instance_key = %s",
                 case) == "COMPLETED"  # fmt: skip
    assert values(engine, "SELECT type FROM history_event WHERE stream_kind = 1 ORDER BY seq") == [
        "process_instance.created",
        "message.correlated",
    ]


def test_a_key_may_be_a_number(engine: Engine) -> None:
    deploy(engine, waiting())
    begin(engine, number=17)
    assert publish(engine, "17").process_instance_key is not None


def test_two_who_publish_at_once_reach_two_cases(engine: Engine, new_engine: Callable[..., Engine]) -> None:
    other = new_engine()
    deploy(engine, waiting())
    cases = {begin(engine, number="1") for _ in range(2)}
    taken = rivals(lambda: publish(engine), lambda: publish(other))
    assert {each.process_instance_key for each in taken} == cases


def test_a_message_and_the_case_that_is_about_to_wait_for_it_do_not_miss_each_other(
    engine: Engine, new_engine: Callable[..., Engine]
) -> None:
    other = new_engine()
    deploy(engine, waiting())
    for number in "12345":
        rivals(partial(begin, engine, number=number), partial(keep, other, number))
    assert open_tasks(engine) == ["after"] * 5


def test_a_message_that_is_sent_again_with_its_request_is_published_once(engine: Engine) -> None:
    deploy(engine, waiting())
    for _ in range(2):
        engine.execute(PublishMessage(name="reply", correlation_key="1", time_to_live=60_000), OFFICER,
                       idempotency_key="m")  # fmt: skip
    assert value(engine, "SELECT count(*) FROM message") == 1


def test_of_two_messages_with_the_same_id_at_once_one_is_refused(engine: Engine) -> None:
    outcomes = rivals(*[lambda: keep(engine, message_id="x")] * 2)
    assert "message.already_published" in outcomes
    assert value(engine, "SELECT count(*) FROM message") == 1


def test_a_boundary_event_that_does_not_interrupt_takes_every_message(engine: Engine) -> None:
    deploy(engine, NOTIFIED)
    keep(engine, variables={"page": 1})
    keep(engine, variables={"page": 2})
    begin(engine, number="1")
    assert open_tasks(engine) == ["a", "read", "read"]
    publish(engine)
    assert open_tasks(engine) == ["a", "read", "read", "read"]
    complete(engine, "a")
    assert publish(engine).process_instance_key is None
    assert values(engine, "SELECT key FROM message_subscription") == []


def test_each_instance_of_a_loop_takes_a_buffered_message_of_its_own(engine: Engine) -> None:
    receive = '<bpmn:receiveTask id="wait" messageRef="m"></bpmn:receiveTask>'
    deploy(
        engine,
        bpmn(ENDS + inside(receive, each("[1, 2, 3]")) + flow("start", "wait") + flow("wait", "end"), root=REPLY),
    )
    for _ in range(2):
        keep(engine)
    case = begin(engine, number="1")
    assert value(engine, "SELECT count(*) FROM message_subscription") == 1
    publish(engine)
    assert state_of(engine, case) == "COMPLETED"
    assert left_open(engine) == []


def test_a_loop_of_waits_takes_one_buffered_message_a_round(engine: Engine) -> None:
    """Which message it was matters: each is taken once by a process, and in the order they came."""
    loop = bpmn(
        ENDS + catch("wait", catches("m")) + '<bpmn:exclusiveGateway id="last" default="last_wait" />'
        + flow("start", "wait") + flow("wait", "last") + flow("last", "wait") + flow("last", "end", "page = 3"),
        root=REPLY,
    )  # fmt: skip
    deploy(engine, loop)
    for page in (1, 2, 3, 4):
        keep(engine, variables={"page": page})
    case = begin(engine, number="1")
    assert state_of(engine, case) == "COMPLETED"
    assert value(engine, "SELECT value FROM variable WHERE name = 'page'") == "3"
    assert value(engine, "SELECT count(*) FROM message_correlation") == 3


def test_a_message_that_a_case_waits_for_does_not_also_start_one_of_the_same_process(engine: Engine) -> None:
    deploy(engine, STARTED_AND_WAITING)
    first = publish(engine, "0", variables={"number": "1"}).process_instance_key
    assert publish(engine, "1").process_instance_key == first
    assert value(engine, "SELECT count(*) FROM process_instance") == 1
    assert state_of(engine, first or 0) == "COMPLETED"


def test_of_two_messages_that_start_with_the_same_key_at_once_one_does(
    engine: Engine, new_engine: Callable[..., Engine]
) -> None:
    other = new_engine()
    deploy(engine, bpmn(STARTED_ONLY, root=message("s", "begin", None)))
    command = PublishMessage(name="begin", correlation_key="k")
    rivals(lambda: engine.execute(command, OFFICER), lambda: other.execute(command, OFFICER))
    assert value(engine, "SELECT count(*) FROM process_instance") == 1
    engine.execute(CancelProcessInstance(process_instance_key=value(engine, "SELECT key FROM process_instance")), ADMIN)
    engine.execute(command, OFFICER)
    assert value(engine, "SELECT count(*) FROM process_instance") == 2


STARTED_ONLY = (
    '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="s" /></bpmn:startEvent>' + END_EVENT
    + user_task("a") + flow("start", "a") + flow("a", "end")
)  # fmt: skip


def test_an_expired_message_is_not_delivered_and_is_cleaned_up(engine: Engine) -> None:
    deploy(engine, waiting())
    keep(engine)
    begin(engine, number="1")
    assert value(engine, "SELECT count(*) FROM message_correlation") == 1
    pass_time(engine, days=2)
    begin(engine, number="1")
    assert open_tasks(engine) == ["after"]
    engine.execute(CleanUp(), ADMIN)
    assert values(engine, "SELECT key FROM message") == []
    assert values(engine, "SELECT message_key FROM message_correlation") == []


def test_correlating_answers_with_the_case_that_took_it(engine: Engine) -> None:
    deploy(engine, waiting())
    case = begin(engine, number="1")
    command = CorrelateMessage(name="reply", correlation_key="1")
    outcomes = rivals(*[lambda: engine.execute(command, OFFICER)] * 2)
    assert sorted(str(getattr(o, "process_instance_key", o)) for o in outcomes) == [str(case), "message.not_correlated"]


@pytest.mark.parametrize("lives", [2**63 - 1, -5])
def test_an_odd_time_to_live_is_taken_as_for_ever_or_not_at_all(engine: Engine, lives: int) -> None:
    publish(engine, time_to_live=lives)
    assert value(engine, "SELECT count(*) FROM message") == (1 if lives > 0 else 0)
