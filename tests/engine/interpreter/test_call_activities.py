"""Call activities: variables in and out, keys, limits."""

from __future__ import annotations

from typing import Any

import pytest

from engine.interpreter import port
from tests.engine.interpreter.build import (
    attr,
    boundary,
    call,
    end,
    io,
    message,
    process,
    script,
    start,
    sub,
    timer,
    user,
)
from tests.engine.interpreter.harness import Case

CHILD = process([start("c0"), user("work"), end("c1")], "c0 -> work -> c1", id="child")


def calling(*, options: dict[str, Any] | None = None, variables: dict[str, Any] | None = None, **fields: Any) -> Case:
    nodes = [start(), call("calls", "child", options=options, **fields), user("after"), end()]
    return Case(process(nodes, "start -> calls -> after -> end"), CHILD, variables=variables)


def child_key(case: Case) -> int:
    return [f.key for f in case.facts if isinstance(f, port.ProcessInstanceActivated)][1]


def child_variables(case: Case) -> dict[str, Any]:
    return dict(case.runs[0].variables.local(child_key(case)))


def test_the_called_process_is_an_instance_of_its_own() -> None:
    # given
    case = calling(options={"business_id": attr('="TB-" + unit')}, variables={"unit": "01"})

    # then
    begun = [f for f in case.facts if isinstance(f, port.ProcessInstanceActivated)]
    assert [(f.process_id, f.program_key) for f in begun] == [("p", 1), ("child", 2)]
    assert begun[1].parent_process_instance_key == case.root
    assert begun[1].parent_element_instance_key == case.active_keys("calls")[0]
    assert begun[1].business_id == "TB-01"
    work = next(f for f in case.facts if isinstance(f, port.ElementActivated) and f.element_id == "work")
    assert (work.scope_key, work.process_instance_key) == (begun[1].key, begun[1].key)
    assert case.runs[0].execution.program_of(begun[1].key).process.id == "child"

    # when
    case.complete("work")

    # then
    assert case.waits == ["after"]
    case.complete("after")
    case.assert_over()


def test_all_visible_variables_go_in() -> None:
    case = calling(inputs=(io("mine", "=1"), io("x", "=2")), variables={"x": 1, "y": 1})

    assert child_variables(case) == {"x": 2, "y": 1, "mine": 1}


def test_only_the_locals_go_in_when_propagation_is_off() -> None:
    case = calling(options={"propagate_all_parent_variables": False}, inputs=(io("mine", "=x"),), variables={"x": 1})

    assert child_variables(case) == {"mine": 1}


def test_what_the_called_process_sees_ends_at_its_own_root() -> None:
    # given
    reading = process([start("c0"), script("s", "hidden", "seen"), end("c1")], "c0 -> s -> c1", id="child")
    caller = process([start(), call("calls", "child", options={"propagate_all_parent_variables": False}), end()],
                     "start -> calls -> end")  # fmt: skip

    # when
    case = Case(caller, reading, variables={"hidden": 1})

    # then
    assert case.variables == {"hidden": 1, "seen": None}


def test_all_child_variables_come_back() -> None:
    # given
    case = calling(variables={"x": 1})

    # when
    case.complete("work", x=2, result="ok")

    # then
    assert case.variables == {"x": 2, "result": "ok"}


def test_nothing_comes_back_when_propagation_is_off() -> None:
    # given
    case = calling(options={"propagate_all_child_variables": False}, variables={"x": 1})

    # when
    case.complete("work", x=2, result="ok")

    # then
    assert case.variables == {"x": 1}


@pytest.mark.parametrize("propagate", [True, False])
def test_output_mappings_choose_from_the_child_variables(propagate: bool) -> None:
    # given
    case = calling(options={"propagate_all_child_variables": propagate}, outputs=(io("verdict", "=result"),))

    # when
    case.complete("work", result="ok", other=1)

    # then
    assert case.variables == {"verdict": "ok"}


def test_a_missing_process_is_an_incident_until_it_is_deployed() -> None:
    # given
    case = Case(process([start(), call("calls", "=name"), end()], "start -> calls -> end"), CHILD,
                variables={"name": "unknown"})  # fmt: skip

    # then
    (incident,) = case.incidents("calls")
    assert incident.error_type == "CALLED_ELEMENT_ERROR"
    assert "unknown" in incident.message

    # when
    case.set(name="child")
    case.retry("calls")

    # then
    assert case.waits == ["work"]


def test_a_process_without_a_none_start_event_cannot_be_called() -> None:
    child = process([start("c0", event=message("m")), end("c1")], "c0 -> c1", id="child")

    case = Case(process([start(), call("calls", "child"), end()], "start -> calls -> end"), child)

    assert [i.error_type for i in case.incidents("calls")] == ["CALLED_ELEMENT_ERROR"]


def test_a_process_that_calls_itself_stops_at_a_depth() -> None:
    # given
    nodes = [start(), sub("s", [start("s0"), call("calls", "p"), end("s1")], "s0 -> calls -> s1"), end()]

    # when
    case = Case(process(nodes, "start -> s -> end"))

    # then
    assert len([f for f in case.facts if isinstance(f, port.ProcessInstanceActivated)]) == 50
    assert [i.error_type for i in case.incidents()] == ["CALLED_ELEMENT_ERROR"]
    case.cancel()
    case.assert_over()


def test_deep_calls_complete_without_deep_recursion() -> None:
    # given fifty instances inside each other, each in a subprocess in a subprocess
    inner = sub("s2", [start("t0"), call("calls", '="p" + string(level + 1)'), end("t1")], "t0 -> calls -> t1",
                inputs=(io("level", "=level + 1"),))  # fmt: skip
    body = sub("s1", [start("s0"), inner, end("s9")], "s0 -> s2 -> s9")
    processes = [process([start(), body, end()], "start -> s1 -> end", id=f"p{n}") for n in range(49)]
    last = process([start(), user("bottom"), end()], "start -> bottom -> end", id="p49")
    case = Case(*processes, last, variables={"level": -1})
    assert case.waits == ["bottom"]

    # when
    case.complete("bottom")

    # then
    case.assert_over()
    assert len([f for f in case.facts if isinstance(f, port.ProcessInstanceCompleted)]) == 50


def test_interrupting_the_call_ends_the_called_instance_and_returns_nothing() -> None:
    # given
    nodes = [start(), call("calls", "child"), boundary("b", "calls", timer("duration", "PT1H")), user("late"), end()]
    case = Case(process(nodes, "start -> calls -> end", "b -> late -> end"), CHILD)
    case.set("work", inside=1)

    # when
    step = case.trigger("b")

    # then
    kinds = (port.ElementTerminated, port.ProcessInstanceTerminated)
    assert [type(f) for f in step.facts if isinstance(f, kinds)] == [
        port.ElementTerminated,
        port.ProcessInstanceTerminated,
        port.ElementTerminated,
    ]
    assert case.variables == {}
    assert case.waits == ["late"]


def test_cancelling_the_root_ends_the_called_instances() -> None:
    # given
    case = calling()

    # when
    case.cancel()

    # then
    case.assert_over()
    assert case.terminated == ["work", "calls"]
