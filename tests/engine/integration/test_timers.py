"""Timers: once each, in order, whatever the clock and the workers do."""

from __future__ import annotations

from datetime import timedelta

from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.commands.clock import PinClock
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.deliver_due import DeliverDue
from engine.commands.fire_timer import FireTimer
from engine.engine import Engine
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.integration.cases import (
    END_EVENT,
    ENDS,
    begin,
    complete,
    delivered,
    deploy,
    fire_due,
    is_intact,
    left_open,
    open_tasks,
    pass_time,
    rivals,
    state_of,
)
from tests.engine.integration.elements import boundary, timer
from tests.engine.store import key_of, value, values
from tests.engine.wiring import ADMIN, START


def started_by(kind: str, text: str, process_id: str = "p") -> bytes:
    body = '<bpmn:startEvent id="start">' + timer(kind, text) + "</bpmn:startEvent>" + END_EVENT
    return bpmn(body + user_task("a") + flow("start", "a") + flow("a", "end"), process_id=process_id)


def guarded(kind: str, text: str, *, interrupts: bool) -> bytes:
    """A task with a timer on its edge that leads to another task."""
    return bpmn(
        ENDS
        + user_task("a")
        + boundary("late", "a", timer(kind, text), interrupts=interrupts)
        + user_task("remind")
        + flow("start", "a")
        + flow("a", "end")
        + flow("late", "remind")
        + flow("remind", "end")
    )


def count_started(engine: Engine) -> int:
    count: int = value(engine, "SELECT count(*) FROM process_instance")
    return count


def test_a_cycle_starts_its_process_so_often_and_skips_beats_that_were_missed(engine: Engine) -> None:
    deploy(engine, started_by("Cycle", "R3/P1D"))
    assert pass_time(engine, hours=23) == []
    assert pass_time(engine, days=1) == [True]
    assert pass_time(engine, days=5, hours=1) == [True], "days 2 to 5 are one beat"
    assert count_started(engine) == 2
    assert pass_time(engine, days=6) == [True]
    assert pass_time(engine, days=60) == []
    assert count_started(engine) == 3
    assert values(engine, "SELECT key FROM timer") == []


def test_a_start_date_fires_once(engine: Engine) -> None:
    deploy(engine, started_by("Date", "2025-03-12T08:00:00+07:00"))
    assert pass_time(engine, days=3) == [True]
    assert pass_time(engine, days=4) == []
    assert count_started(engine) == 1
    deploy(engine, started_by("Date", "2025-03-12T08:00:00+07:00"))
    assert pass_time(engine, days=5) == [], "the same version is not started anew"


def test_a_start_timer_whose_clock_was_moved_back_after_delivery_fires_later(engine: Engine) -> None:
    deploy(engine, started_by("Cycle", "R/P1D"))
    engine.execute(PinClock(at=START + timedelta(days=1)), ADMIN)
    engine.execute(DeliverDue(), ADMIN)
    (key,) = delivered(engine)
    engine.execute(PinClock(at=START), ADMIN)
    assert not engine.execute(FireTimer(timer_key=key), ADMIN)
    assert count_started(engine) == 0
    assert pass_time(engine, days=1) == [True]
    assert count_started(engine) == 1


def test_a_timer_of_a_case_whose_clock_was_moved_back_after_delivery_fires_later(engine: Engine) -> None:
    deploy(engine, guarded("Duration", "P1D", interrupts=True))
    begin(engine)
    engine.execute(PinClock(at=START + timedelta(days=1)), ADMIN)
    engine.execute(DeliverDue(), ADMIN)
    (key,) = delivered(engine)
    engine.execute(PinClock(at=START), ADMIN)
    assert not engine.execute(FireTimer(timer_key=key), ADMIN)
    assert open_tasks(engine) == ["a"]
    assert pass_time(engine, days=1) == [True]
    assert open_tasks(engine) == ["remind"]


def test_a_timer_that_is_delivered_twice_fires_once(engine: Engine) -> None:
    deploy(engine, guarded("Duration", "P1D", interrupts=False), started_by("Cycle", "R/P1D", "daily"))
    begin(engine)
    engine.execute(PinClock(at=START + timedelta(days=1)), ADMIN)
    engine.execute(DeliverDue(), ADMIN)
    assert engine.execute(DeliverDue(), ADMIN) == 0
    for key in delivered(engine):
        assert sorted(rivals(*[lambda key=key: engine.execute(FireTimer(timer_key=key), ADMIN)] * 2)) == [False, True]
        assert not engine.execute(FireTimer(timer_key=key), ADMIN)
    assert count_started(engine) == 2
    assert value(engine, "SELECT count(*) FROM user_task WHERE element_id = 'remind'") == 1


def test_a_cycle_on_an_edge_reminds_until_the_task_is_done(engine: Engine) -> None:
    deploy(engine, guarded("Cycle", "R2/P1D", interrupts=False))
    case = begin(engine)
    for day, expected in ((1, [True]), (2, [True]), (3, [])):
        assert pass_time(engine, days=day) == expected
    assert open_tasks(engine) == ["a", "remind", "remind"]
    complete(engine, "a")
    assert state_of(engine, case) == "ACTIVE"
    engine.execute(CancelProcessInstance(process_instance_key=case), ADMIN)
    assert left_open(engine) == []
    assert is_intact(engine)


def test_a_task_that_is_done_in_time_takes_its_timer_with_it(engine: Engine) -> None:
    deploy(engine, guarded("Duration", "P1D", interrupts=True))
    begin(engine)
    late = key_of(engine, "timer")
    complete(engine, "a")
    assert pass_time(engine, days=2) == []
    assert not engine.execute(FireTimer(timer_key=late), ADMIN)
    assert left_open(engine) == []


def test_of_a_completion_and_a_timer_at_once_one_wins(engine: Engine) -> None:
    deploy(engine, guarded("Duration", "P1D", interrupts=True))
    begin(engine)
    late = key_of(engine, "timer")
    command = CompleteUserTask(user_task_key=key_of(engine, "user_task"))
    engine.execute(PinClock(at=START + timedelta(days=1)), ADMIN)
    done, fired = rivals(
        lambda: engine.execute(command, ADMIN), lambda: engine.execute(FireTimer(timer_key=late), ADMIN)
    )
    assert (done, fired) in {(None, False), ("user_task.not_open", True)}
    state = value(engine, "SELECT state FROM user_task WHERE element_id = 'a'")
    assert (state, open_tasks(engine)) == (("COMPLETED", []) if done is None else ("CANCELED", ["remind"]))


def test_an_end_of_time_beyond_what_the_store_can_count_is_an_incident(engine: Engine) -> None:
    deploy(engine, guarded("Cycle", "=&quot;R99999999999/P1D&quot;", interrupts=False))
    begin(engine)
    assert values(engine, "SELECT error_type FROM incident") == ["EXTRACT_VALUE_ERROR"]


def test_a_duration_that_is_over_already_fires_with_the_next_look(engine: Engine) -> None:
    deploy(engine, guarded("Duration", "-PT5M", interrupts=True))
    begin(engine)
    assert fire_due(engine) == [True]
    assert open_tasks(engine) == ["remind"]
