"""Messages: who takes them, who is started by them, and how long they wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.testing import Runner
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.testing.diagrams import END, START, boundary, catch_message, line, message

WAITING = line(
    user_task("prepare"), catch_message("heard", "reply"), between=["prepare", "heard"], root=message("reply")
)
STARTED = bpmn(
    '<bpmn:startEvent id="asked"><bpmn:messageEventDefinition messageRef="message_ask" /></bpmn:startEvent>'
    + user_task("answer")
    + END
    + flow("asked", "answer")
    + flow("answer", "end"),
    process_id="s",
    root='<bpmn:message id="message_ask" name="ask" />',
)


@pytest.fixture
def runner() -> Runner:
    runner = Runner()
    runner.deploy(WAITING)
    return runner


def test_a_message_is_taken_by_whoever_waits_with_its_key(runner: Runner) -> None:
    one, other = (runner.start("p", {"code": code}) for code in ("A", "B"))
    one.complete("prepare")
    other.complete("prepare")

    takers = one.publish("reply", "B", {"answer": "có"})

    assert takers == (other,)
    assert (one.is_completed, other.is_completed) == (False, True)
    assert other.variables["answer"] == "có"


def test_a_message_without_time_to_live_is_lost_when_nobody_waits(runner: Runner) -> None:
    case = runner.start("p", {"code": "A"})

    takers = runner.publish("reply", "A")
    case.complete("prepare")

    assert takers == ()
    assert not case.is_completed


def test_a_message_waits_as_long_as_it_is_told_to(runner: Runner) -> None:
    # given
    early, late = (runner.start("p", {"code": code}) for code in ("A", "B"))
    for key in ("A", "B"):
        runner.publish("reply", key, {"answer": 1}, timedelta(hours=1))

    # when
    runner.advance_by("PT59M")
    early.complete("prepare")
    runner.advance_by("PT1M")
    late.complete("prepare")

    # then
    assert (early.is_completed, late.is_completed) == (True, False)


def test_of_cases_of_one_process_only_the_first_takes_a_message(runner: Runner) -> None:
    cases = [runner.start("p", {"code": "A"}) for _ in range(3)]
    for case in reversed(cases):
        case.complete("prepare")

    takers = runner.publish("reply", "A", ttl=timedelta(hours=1))
    runner.start("p", {"code": "A"}).complete("prepare")

    assert takers == (cases[2],)
    assert [case.is_completed for case in runner.cases] == [False, False, True, False]


def test_a_buffered_message_goes_to_one_case_of_each_process() -> None:
    runner = Runner()
    runner.deploy(WAITING)
    runner.deploy(WAITING.replace(b'"p"', b'"q"').replace(b"definitions_p", b"definitions_q"))
    runner.publish("reply", "A", ttl=timedelta(hours=1))

    for process_id in ("p", "q", "p"):
        runner.start(process_id, {"code": "A"}).complete("prepare")

    assert [case.is_completed for case in runner.cases] == [True, True, False]


def test_a_message_starts_a_case_and_with_a_key_no_second_one_while_it_lives() -> None:
    # given
    runner = Runner()
    runner.deploy(STARTED)

    # when
    [first] = runner.publish("ask", "K", {"question": "?"})
    second = runner.publish("ask", "K")
    first.complete("answer")
    third = runner.publish("ask", "K")
    unkeyed = [runner.publish("ask"), runner.publish("ask")]

    # then
    assert first.variables == {"question": "?"}
    assert first.path == ("asked", "answer", "end")
    assert second == ()
    assert [len(takers) for takers in (third, *unkeyed)] == [1, 1, 1]


def test_a_message_that_a_case_has_taken_does_not_also_start_one_of_the_same_process() -> None:
    # given
    both = bpmn(
        '<bpmn:startEvent id="asked"><bpmn:messageEventDefinition messageRef="message_ask" /></bpmn:startEvent>'
        + catch_message("again", "ask")
        + user_task("answer")
        + END
        + flow("asked", "again")
        + flow("again", "answer")
        + flow("answer", "end"),
        root=message("ask"),
    )
    runner = Runner()
    runner.deploy(both)
    [first] = runner.publish("ask", "A", {"code": "A"})

    # when
    takers = runner.publish("ask", "A", {"code": "A"})

    # then
    assert takers == (first,)
    assert runner.cases == (first,)
    assert first.active_elements() == ("answer",)


def test_a_subscription_that_does_not_interrupt_takes_every_message_that_waits() -> None:
    # given
    definition = '<bpmn:messageEventDefinition messageRef="message_note" />'
    noting = bpmn(
        START
        + user_task("prepare")
        + user_task("work")
        + boundary("noted", "work", definition, interrupting=False)
        + END
        + '<bpmn:endEvent id="written" />'
        + flow("start", "prepare")
        + flow("prepare", "work")
        + flow("work", "end")
        + flow("noted", "written"),
        root=message("note"),
    )
    runner = Runner()
    runner.deploy(noting)
    case = runner.start("p", {"code": "A"})
    for number in (1, 2):
        runner.publish("note", "A", {f"n{number}": number}, timedelta(hours=1))

    # when
    case.complete("prepare")

    # then
    assert case.path.count("written") == 2
    assert case.variables == {"code": "A", "n1": 1, "n2": 2}


def test_a_new_version_withdraws_the_start_of_the_old_one() -> None:
    runner = Runner()
    runner.deploy(STARTED)
    runner.deploy(STARTED.replace(b'name="ask"', b'name="demand"'))

    assert runner.publish("ask") == ()
    assert len(runner.publish("demand")) == 1
