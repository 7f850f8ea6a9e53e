"""Everything that is to be seen of a case, the same whether its state is kept or saved and loaded at every deed."""

from __future__ import annotations

import pytest

from engine.interpreter.facts import ElementTerminated
from engine.interpreter.spiff import SpiffInterpreter
from engine.testing import EndlessWork, JobResult, Library, NothingOpen, Runner
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.testing.diagrams import END, START, boundary, call, line, service, timer

CHILD = line(user_task("inner"), service("job"), between=["inner", "job"], process_id="child")
PARENT = bpmn(
    START
    + '<bpmn:parallelGateway id="both" /><bpmn:parallelGateway id="joined" />'
    + user_task("outer")
    + call("sub", "child")
    + END
    + '<bpmn:endEvent id="too_late" />'
    + boundary("late", "sub", timer("timeDuration", "P1D"))
    + flow("start", "both")
    + flow("both", "outer")
    + flow("both", "sub")
    + flow("outer", "joined")
    + flow("sub", "joined")
    + flow("joined", "end")
    + flow("late", "too_late")
)
BOTH_WAYS = pytest.mark.parametrize("is_stored", [False, True], ids=["kept", "stored"])


def _runner(is_stored: bool = False) -> Runner:
    runner = Runner(is_stored=is_stored)
    runner.deploy(("parent.bpmn", PARENT), ("child.bpmn", CHILD))
    return runner


@BOTH_WAYS
def test_path_and_flows_are_told_in_order_with_those_of_called_processes(is_stored: bool) -> None:
    runner = _runner(is_stored)
    runner.answer({"work": JobResult({"done": True})})
    case = runner.start("p")

    case.complete("inner")
    case.complete("outer")

    assert case.path == ("start", "both", "outer", "sub", "start", "inner", "job", "end", "joined", "end")
    assert case.entered[4] == ("child", "start")
    assert case.taken_flows == (
        "start_both",
        "both_outer",
        "both_sub",
        "start_inner",
        "inner_job",
        "job_end",
        "sub_joined",
        "outer_joined",
        "joined_end",
    )
    assert case.flows[3] == ("child", "start_inner")


@BOTH_WAYS
def test_only_end_events_of_the_process_itself_count_as_its_end(is_stored: bool) -> None:
    case = _runner(is_stored).start("p")

    case.complete("inner")
    case.complete_job("job")

    before = case.end_events
    case.complete("outer")
    assert (before, case.end_events, case.is_completed) == ((), ("end",), True)


@BOTH_WAYS
def test_active_elements_and_open_tasks_are_those_that_wait(is_stored: bool) -> None:
    case = _runner(is_stored).start("p")

    assert case.active_elements() == ("outer", "sub", "inner")
    assert [task.element_id for task in case.open_tasks()] == ["outer", "inner"]


@BOTH_WAYS
def test_what_a_timer_interrupts_is_gone(is_stored: bool) -> None:
    case = _runner(is_stored).start("p")

    case.advance_by("P1D")

    assert case.active_elements() == ("outer",)
    assert [task.element_id for task in case.open_tasks()] == ["outer"]
    ended = [fact.element_id for fact in case.facts if isinstance(fact, ElementTerminated)]
    assert ended == ["inner", "sub"]
    assert not case.is_completed


@BOTH_WAYS
def test_variables_are_those_of_the_instance_and_an_element_sees_its_own_too(is_stored: bool) -> None:
    case = _runner(is_stored).start("p", {"year": 2025})

    case.set_variables({"note": "chung"})
    case.set_variables({"note": "riêng"}, element="outer", local=True)

    assert case.variables == {"year": 2025, "note": "chung"}
    assert case.visible("outer") == {"year": 2025, "note": "riêng"}
    with pytest.raises(NothingOpen):
        case.visible("joined")


@BOTH_WAYS
def test_a_cancelled_case_has_ended_without_completing(is_stored: bool) -> None:
    case = _runner(is_stored).start("p")

    case.cancel()

    assert (case.is_completed, case.is_terminated) == (False, True)
    assert (case.active_elements(), case.open_tasks()) == ((), ())


def test_a_case_may_start_at_an_event_that_is_named() -> None:
    runner = Runner()
    runner.deploy(
        bpmn(
            START
            + f'<bpmn:startEvent id="yearly">{timer("timeDate", "2030-01-01T00:00:00Z")}</bpmn:startEvent>'
            + user_task("a")
            + END
            + flow("start", "a")
            + flow("yearly", "a")
            + flow("a", "end")
        )
    )

    assert runner.start("p", start_element="yearly").path == ("yearly", "a")


def test_a_step_beyond_the_limit_of_automatic_moves_goes_on_by_itself() -> None:
    runner = Runner(library=Library(SpiffInterpreter(move_limit=2)))
    runner.deploy(line(*(_pass(n) for n in range(6)), user_task("a"), between=[*(f"m{n}" for n in range(6)), "a"]))

    assert runner.start("p").active_elements() == ("a",)


def test_a_process_that_never_waits_is_told() -> None:
    runner = Runner(library=Library(SpiffInterpreter(move_limit=2)))
    runner.deploy(
        bpmn(
            START
            + '<bpmn:exclusiveGateway id="again" /><bpmn:exclusiveGateway id="more" default="more_again" />'
            + '<bpmn:scriptTask id="count"><bpmn:extensionElements>'
            '<zeebe:script expression="=1" resultVariable="n" /></bpmn:extensionElements></bpmn:scriptTask>'
            + END
            + flow("start", "again")
            + flow("again", "count")
            + flow("count", "more")
            + flow("more", "again")
            + flow("more", "end", "n = 2")
        )
    )

    with pytest.raises(EndlessWork):
        runner.start("p")


def _pass(number: int) -> str:
    return f'<bpmn:manualTask id="m{number}" />'
