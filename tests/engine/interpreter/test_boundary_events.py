"""Boundary timers and messages, interrupting and not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.interpreter import port
from tests.engine.interpreter.build import boundary, end, io, message, process, start, sub, timer, user
from tests.engine.interpreter.harness import MONDAY_MORNING, Case


def hosted(event: object, *, interrupting: bool = True, **fields: object) -> Case:
    nodes = [start(), user("a"), boundary("b", "a", event, interrupting=interrupting, **fields), user("c"), end(),
             end("end_2")]  # fmt: skip
    return Case(process(nodes, "start -> a -> end", "b -> c -> end_2"), variables={"key": "K", "n": 0})


def test_boundary_events_wait_on_their_host() -> None:
    case = hosted(timer("duration", "PT1H"))

    assert case.waits == ["b", "a"]
    assert case.opened("b").key == case.opened("a").key


def test_completing_the_host_withdraws_its_boundary_events() -> None:
    # given
    case = hosted(timer("duration", "PT1H"))

    # when
    step = case.complete("a")

    # then
    assert step.facts[0] == port.WaitClosed(key=case.open_keys("a")[0] if case.open_keys("a") else step.facts[0].key)  # type: ignore[union-attr]
    case.assert_over()


def test_an_interrupting_event_ends_its_host() -> None:
    # given
    case = hosted(message("stop", "key"))

    # when
    step = case.trigger("b", reason="thu hồi")

    # then
    assert [type(f) for f in step.facts[:3]] == [port.WaitClosed, port.ElementTerminated, port.ElementActivated]
    assert case.terminated == ["a"]
    assert case.waits == ["c"]
    assert case.variables["reason"] == "thu hồi"
    case.complete("c")
    case.assert_over()


def test_a_non_interrupting_message_comes_as_often_as_it_likes() -> None:
    # given
    case = hosted(message("note", "key"), interrupting=False)
    assert not case.opened("b").is_interrupting

    # when
    case.trigger("b", n=1)
    case.trigger("b", n=2)

    # then
    assert case.waits == ["b", "a", "c", "c"]
    assert case.variables["n"] == 2
    case.complete("a")
    case.complete("c")
    case.complete("c")
    case.assert_over()


def test_a_non_interrupting_timer_fires_once() -> None:
    # given
    case = hosted(timer("duration", "PT1H"), interrupting=False)
    key = case.open_keys("b")[0]

    # when
    step = case.trigger("b")

    # then
    assert step.facts[0] == port.WaitClosed(key=key, element_id="b")
    assert case.waits == ["a", "c"]
    with pytest.raises(KeyError):
        case.deed(lambda e: e.trigger(key, "b", {}))


def test_a_cycle_fires_as_often_as_it_says() -> None:
    # given
    case = hosted(timer("cycle", "R3/PT1H"), interrupting=False)
    assert case.opened("b").repetitions == 3
    assert case.opened("b").interval == "PT1H"

    # when, then
    for left in (2, 1):
        case.pass_time(hours=1)
        case.trigger("b")
        assert case.opened("b").repetitions == left
    case.pass_time(hours=1)
    case.trigger("b")
    assert case.waits == ["a", "c", "c", "c"]
    assert case.opened("b").due_at == MONDAY_MORNING + timedelta(hours=3)


def test_after_downtime_a_cycle_has_fired_once_and_keeps_its_beat() -> None:
    # given
    case = hosted(timer("cycle", "R/PT10M"), interrupting=False)

    # when
    case.pass_time(minutes=65)
    case.trigger("b")

    # then
    assert case.waits.count("c") == 1
    assert case.opened("b").due_at == MONDAY_MORNING + timedelta(minutes=70)
    assert case.opened("b").repetitions == -1


def test_a_cycle_of_no_repetitions_never_waits() -> None:
    case = hosted(timer("cycle", "R0/PT1H"), interrupting=False)

    assert case.waits == ["a"]
    case.complete("a")
    case.assert_over()


def test_an_event_that_cannot_be_opened_leaves_nothing_open() -> None:
    # given
    case = hosted(timer("duration", "=wait"))

    # then
    assert case.waits == []
    assert [i.element_id for i in case.incidents()] == ["a"]

    # when
    case.set(wait="PT1H")
    case.retry("a")

    # then
    assert case.waits == ["b", "a"]


def test_outputs_of_a_boundary_event_choose_what_gets_out() -> None:
    # given
    case = hosted(message("stop", "key"), outputs=(io("why", "=reason"),))

    # when
    case.trigger("b", reason="x", other=1)

    # then
    assert case.variables == {"key": "K", "n": 0, "why": "x"}


def test_interrupting_a_subprocess_ends_all_that_is_inside_innermost_first() -> None:
    # given
    inner = sub("inner", [start("s2"), user("t2"), end("e2")], "s2 -> t2 -> e2")
    outer = sub("outer", [start("s1"), inner, end("e1")], "s1 -> inner -> e1")
    nodes = [start(), outer, boundary("b", "outer", timer("duration", "PT1H")), end(), end("end_2")]
    case = Case(process(nodes, "start -> outer -> end", "b -> end_2"))

    # when
    case.trigger("b")

    # then
    assert case.terminated == ["t2", "inner", "outer"]
    case.assert_over()
