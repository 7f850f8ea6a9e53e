"""The clock moves when it is told to; what falls due on the way happens in order, each at its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.testing import ClockMovedBack, JobResult, Runner
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.testing.diagrams import END, START, boundary, line, service, timer, wait

EIGHT = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
BEATS = bpmn(
    START
    + user_task("work")
    + boundary("beat", "work", timer("timeCycle", "R3/PT1H"), interrupting=False)
    + boundary("late", "work", timer("timeDuration", "PT150M"), interrupting=False)
    + service("remind")
    + service("tell")
    + END
    + '<bpmn:endEvent id="reminded" /><bpmn:endEvent id="told" />'
    + flow("start", "work")
    + flow("work", "end")
    + flow("beat", "remind")
    + flow("remind", "reminded")
    + flow("late", "tell")
    + flow("tell", "told")
)


def test_a_clock_stands_still_until_it_is_moved() -> None:
    runner = Runner(clock="2025-03-10T08:00:00+07:00")

    assert runner.now() == EIGHT
    runner.advance_by(timedelta(minutes=5))
    runner.advance_by("P1D")
    assert runner.now() == EIGHT + timedelta(days=1, minutes=5)


def test_timers_fire_in_order_each_at_its_time() -> None:
    # given
    runner = Runner(clock=EIGHT)
    runner.deploy(BEATS)
    seen: list[tuple[str, datetime]] = []

    def note(name: str) -> JobResult:
        seen.append((name, runner.now()))
        return JobResult()

    runner.answer({"work": lambda job: note(job.element_id)})
    runner.start("p")

    # when
    runner.advance_by("P1D")

    # then
    hours = [1, 2, 2.5, 3]
    names = ["remind", "remind", "tell", "remind"]
    assert seen == [(name, EIGHT + timedelta(hours=hour)) for name, hour in zip(names, hours, strict=True)]
    assert runner.now() == EIGHT + timedelta(days=1)


def test_an_interrupting_timer_ends_its_task() -> None:
    runner = Runner()
    runner.deploy(
        bpmn(
            START
            + user_task("work")
            + boundary("late", "work", timer("timeDuration", "PT1H"))
            + END
            + '<bpmn:endEvent id="given_up" />'
            + flow("start", "work")
            + flow("work", "end")
            + flow("late", "given_up")
        )
    )
    case = runner.start("p")

    case.advance_by("PT1H")

    assert case.end_events == ("given_up",)
    assert case.open_tasks() == ()


def test_what_is_due_already_happens_at_once() -> None:
    runner = Runner()
    runner.deploy(line(wait("pause", "PT0S"), between=["pause"]))

    assert runner.start("p").is_completed


def test_one_timer_after_another_is_met_in_one_move() -> None:
    runner = Runner(clock=EIGHT)
    runner.deploy(line(wait("a", "PT1H"), wait("b", "PT1H"), between=["a", "b"]))
    case = runner.start("p")

    case.advance_to("2025-03-10T09:59:59+07:00")
    before = case.is_completed
    case.advance_to("2025-03-10T10:00:00+07:00")

    assert (before, case.is_completed) == (False, True)


def test_a_timer_starts_cases_as_often_as_it_says() -> None:
    runner = Runner()
    runner.deploy(
        bpmn(
            f'<bpmn:startEvent id="daily">{timer("timeCycle", "R3/P1D")}</bpmn:startEvent>'
            + user_task("look")
            + END
            + flow("daily", "look")
            + flow("look", "end")
        )
    )

    runner.advance_by("P1D")
    first = len(runner.cases)
    runner.advance_by("P30D")

    assert (first, len(runner.cases)) == (1, 3)
    assert [case.path for case in runner.cases] == [("daily", "look")] * 3


def test_the_clock_does_not_go_back() -> None:
    runner = Runner()

    with pytest.raises(ClockMovedBack):
        runner.advance_to("2025-03-09T08:00:00+07:00")
    with pytest.raises(ValueError, match="aware"):
        Runner(clock=datetime(2025, 3, 10))  # noqa: DTZ001 - that is what is refused
