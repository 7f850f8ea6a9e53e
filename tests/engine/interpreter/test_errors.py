"""BPMN errors: thrown by jobs and end events, caught on boundaries, across subprocesses and call activities."""

from __future__ import annotations

import pytest

from engine.interpreter import port
from tests.engine.interpreter.build import boundary, call, end, error, error_end, io, process, service, start, sub, user
from tests.engine.interpreter.harness import Case


def job_with(*codes: str | None) -> Case:
    catchers = [boundary(f"b{n}", "a", error(code)) for n, code in enumerate(codes)]
    ends = [user(f"u{n}") for n in range(len(codes))]
    return Case(process([start(), service("a"), end(), *catchers, *ends], "start -> a -> end",
                        *(f"b{n} -> u{n}" for n in range(len(codes)))))  # fmt: skip


def test_a_job_error_is_caught_on_its_own_boundary() -> None:
    # given
    case = job_with("E1")

    # when
    step = case.throw("a", "E1", "hết giấy", detail=1)

    # then
    assert [type(f) for f in step.facts[:3]] == [port.WaitClosed, port.ElementTerminated, port.ElementActivated]
    assert case.waits == ["u0"]
    assert case.variables == {"detail": 1}
    case.complete("u0")
    case.assert_over()


@pytest.mark.parametrize(
    ("codes", "thrown", "caught"),
    [((None, "E1"), "E1", "u1"), (("E1", None), "E2", "u1"), (("E1", "E2"), "E2", "u1"), ((None,), "E9", "u0")],
)
def test_the_exact_code_comes_before_the_catch_all(codes: tuple[str | None, ...], thrown: str, caught: str) -> None:
    case = job_with(*codes)

    case.throw("a", thrown)

    assert case.waits == [caught]


def test_an_uncaught_job_error_is_an_incident_and_the_job_stays() -> None:
    # given
    case = job_with("E1")

    # when
    case.throw("a", "E2", "máy in hỏng")

    # then
    (incident,) = case.incidents()
    assert incident.error_type == "UNHANDLED_ERROR_EVENT"
    assert "E2" in incident.message
    assert "máy in hỏng" in incident.message

    # when it is resolved, the job can be done again
    case.retry("a")
    case.throw("a", "E1")

    # then
    assert case.waits == ["u0"]


def test_an_error_end_event_is_caught_by_the_scope_around_it() -> None:
    # given
    body = sub("s", [start("s0"), user("a"), error_end("fail", '="E" + string(n)')], "s0 -> a -> fail")
    nodes = [start(), body, boundary("b", "s", error("E1")), user("c"), end()]
    case = Case(process(nodes, "start -> s -> end", "b -> c -> end"), variables={"n": 1})

    # when
    case.complete("a")

    # then
    assert case.terminated == ["fail", "s"]
    assert case.waits == ["c"]
    case.complete("c")
    case.assert_over()


def test_an_inner_catch_all_comes_before_an_outer_exact_code() -> None:
    # given
    inner = sub("inner", [start("s2"), error_end("fail", "E1")], "s2 -> fail")
    outer = sub("outer", [start("s1"), inner, boundary("near", "inner", error()), user("x"), end("e1")],
                "s1 -> inner -> e1", "near -> x -> e1")  # fmt: skip
    nodes = [start(), outer, boundary("far", "outer", error("E1")), user("y"), end()]

    # when
    case = Case(process(nodes, "start -> outer -> end", "far -> y -> end"))

    # then
    assert case.waits == ["x"]


def test_an_uncaught_error_end_event_stays_at_an_incident() -> None:
    # given
    case = Case(process([start(), error_end("fail", "E1")], "start -> fail"))

    # when
    assert [i.error_type for i in case.incidents("fail")] == ["UNHANDLED_ERROR_EVENT"]
    case.retry("fail")

    # then
    assert [i.error_type for i in case.incidents("fail")] == ["UNHANDLED_ERROR_EVENT"]
    assert case.active == ["fail"]


def test_an_error_crosses_call_activities_to_the_innermost_catcher() -> None:
    # given
    child = process([start("c0"), user("work"), error_end("fail", "E1")], "c0 -> work -> fail", id="child")
    middle = process([start("m0"), call("calls_child", "child"), end("m1")], "m0 -> calls_child -> m1", id="middle")
    parent = process([start(), call("calls_middle", "middle"), boundary("b", "calls_middle", error("E1")), user("c"),
                      end()], "start -> calls_middle -> end", "b -> c -> end")  # fmt: skip
    case = Case(parent, middle, child)

    # when
    step = case.complete("work")

    # then
    terminated = [f for f in step.facts if isinstance(f, (port.ElementTerminated, port.ProcessInstanceTerminated))]
    assert [getattr(f, "element_id", "instance") for f in terminated] == [
        "fail", "instance", "calls_child", "instance", "calls_middle",
    ]  # fmt: skip
    assert case.waits == ["c"]
    case.complete("c")
    case.assert_over()


def test_error_variables_go_to_the_catcher_and_its_mappings() -> None:
    # given
    catcher = boundary("b", "a", error(), outputs=(io("why", "=detail"),))
    case = Case(process([start(), service("a"), end(), catcher, end("end_2")], "start -> a -> end", "b -> end_2"))

    # when
    case.throw("a", "E1", detail="x", other=1)

    # then
    assert case.variables == {"why": "x"}
