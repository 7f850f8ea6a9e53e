"""Intermediate catch events, receive tasks and event-based gateways."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.interpreter import port
from tests.engine.interpreter.build import (
    catch,
    end,
    event_gateway,
    io,
    message,
    process,
    receive,
    start,
    timer,
    user,
)
from tests.engine.interpreter.harness import MONDAY_MORNING, Case


def waiting_for(event: object) -> Case:
    return Case(process([start(), catch("c", event), user("a"), end()], "start -> c -> a -> end"),  # type: ignore[arg-type]
                variables={"key": "K-1", "days": 3})  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("duration", "PT2H", MONDAY_MORNING + timedelta(hours=2)),
        ("duration", '="P" + string(days) + "D"', MONDAY_MORNING + timedelta(days=3)),
        ("duration", '=duration("PT1H") + duration("PT1H")', MONDAY_MORNING + timedelta(hours=2)),
        ("date", "2025-03-10T10:00:00", MONDAY_MORNING + timedelta(hours=2)),
        ("date", '=date and time("2025-03-10T10:00:00+07:00")', MONDAY_MORNING + timedelta(hours=2)),
        ("date", '="2025-03-10T03:00:00Z"', MONDAY_MORNING + timedelta(hours=2)),
        ("date", '=now() + duration("PT2H")', MONDAY_MORNING + timedelta(hours=2)),
    ],
)
def test_a_timer_falls_due_when_its_text_or_expression_says(kind: str, text: str, due: object) -> None:
    case = waiting_for(timer(kind, text))

    opened = case.opened("c")
    assert isinstance(opened, port.TimerOpened)
    assert (opened.due_at, opened.repetitions, opened.interval) == (due, 1, None)


@pytest.mark.parametrize("text", ["soon", "=null", "=5", "=missing"])
def test_a_timer_that_cannot_be_read_is_an_incident(text: str) -> None:
    case = waiting_for(timer("duration", text))

    assert [i.error_type for i in case.incidents("c")] == ["EXTRACT_VALUE_ERROR"]
    assert case.waits == []


def test_a_timer_event_goes_on_when_it_fires() -> None:
    # given
    case = waiting_for(timer("duration", "PT2H"))

    # when
    case.trigger("c")

    # then
    assert case.waits == ["a"]
    case.complete("a")
    case.assert_over()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("key", "K-1"), ("days", "3"), ("days / 2", "1.5"), ("100 * 10", "1000"), ('key + "/x"', "K-1/x")],
)
def test_a_correlation_key_is_a_string_or_a_number(expression: str, expected: str) -> None:
    case = waiting_for(message("answer", expression))

    opened = case.opened("c")
    assert isinstance(opened, port.MessageSubscriptionOpened)
    assert (opened.message_name, opened.correlation_key, opened.is_interrupting) == ("answer", expected, True)


@pytest.mark.parametrize("expression", ["null", "missing", "true", "[1]", "{a: 1}"])
def test_any_other_correlation_key_is_an_incident(expression: str) -> None:
    # given
    case = waiting_for(message("answer", expression))

    # then
    assert [i.error_type for i in case.incidents("c")] == ["EXTRACT_VALUE_ERROR"]

    # and once the variable is there, the subscription opens
    if expression == "missing":
        case.set(missing="now here")
        case.retry("c")
        assert case.waits == ["c"]


def test_a_message_name_may_be_an_expression() -> None:
    case = waiting_for(message('="answer " + key', "key"))

    assert case.opened("c").message_name == "answer K-1"


def test_the_payload_of_a_message_propagates() -> None:
    # given
    case = waiting_for(message("answer", "key"))

    # when
    case.trigger("c", days=9, text="đồng ý")

    # then
    assert case.variables == {"key": "K-1", "days": 9, "text": "đồng ý"}


def test_output_mappings_choose_what_of_the_payload_gets_out() -> None:
    # given
    event = catch("c", message("answer", "1"), outputs=(io("result", "=text"),))
    case = Case(process([start(), event, end()], "start -> c -> end"))

    # when
    case.trigger("c", text="ok", other=1)

    # then
    assert case.variables == {"result": "ok"}


def test_a_receive_task_waits_for_its_message() -> None:
    # given
    task = receive("r", message("answer", '"1"'))
    case = Case(process([start(), task, end()], "start -> r -> end"))
    assert case.waits == ["r"]

    # when
    case.trigger("r", text="ok")

    # then
    assert case.variables == {"text": "ok"}
    case.assert_over()


def test_a_receive_task_can_also_be_completed() -> None:
    case = Case(process([start(), receive("r", message("answer", '"1"')), end()], "start -> r -> end"))

    case.complete("r", text="ok")

    assert case.variables == {"text": "ok"}
    case.assert_over()


# -- event-based gateways ----------------------------------------------------------------------------------------


def race() -> Case:
    nodes = [start(), event_gateway("g"), catch("late", timer("duration", "PT1H")),
             catch("answer", message("answer", '"1"')), user("a"), user("b"), end()]  # fmt: skip
    return Case(process(nodes, "start -> g", "g -> late -> a -> end", "g -> answer -> b -> end"))


def test_an_event_based_gateway_waits_for_all_events_with_its_own_key() -> None:
    case = race()

    assert case.active == ["g"]
    assert case.waits == ["late", "answer"]
    assert {case.opened(event).key for event in ("late", "answer")} == set(case.active_keys("g"))


@pytest.mark.parametrize(("event", "task"), [("late", "a"), ("answer", "b")])
def test_the_first_event_decides(event: str, task: str) -> None:
    # given
    case = race()

    # when
    step = case.trigger(event, value=1)

    # then
    assert [type(f) for f in step.facts[:5]] == [
        port.WaitClosed,
        port.ElementCompleted,
        port.SequenceFlowTaken,
        port.ElementActivated,
        port.ElementCompleted,
    ]
    assert case.path == ["start", "g", event]
    assert case.waits == [task]
    assert case.variables == {"value": 1}
    case.complete(task)
    case.assert_over()


def test_the_second_event_comes_too_late() -> None:
    # given
    case = race()
    key = case.open_keys("late")[0]
    case.trigger("answer")

    # when, then
    with pytest.raises(KeyError):
        case.deed(lambda e: e.trigger(key, "late", {}))


def test_an_event_that_is_not_behind_the_gateway_is_refused() -> None:
    case = race()

    with pytest.raises(KeyError):
        case.deed(lambda e: e.trigger(case.open_keys("late")[0], "a", {}))


def test_a_receive_task_may_stand_behind_an_event_based_gateway() -> None:
    # given
    nodes = [start(), event_gateway("g"), catch("late", timer("duration", "PT1H")),
             receive("r", message("answer", '"1"')), end()]  # fmt: skip
    case = Case(process(nodes, "start -> g", "g -> late -> end", "g -> r -> end"))

    # when
    case.trigger("r", x=1)

    # then
    assert case.path == ["start", "g", "r", "end"]
    case.assert_over()
