"""Embedded subprocesses and terminate end events."""

from __future__ import annotations

from engine.interpreter import port
from tests.engine.interpreter.build import (
    boundary,
    end,
    io,
    manual,
    parallel,
    process,
    start,
    sub,
    terminate_end,
    timer,
    user,
)
from tests.engine.interpreter.harness import Case


def test_a_subprocess_ends_with_its_last_token() -> None:
    # given
    body = sub("s", [start("s0"), parallel("f"), user("a"), user("b"), end("s1")], "s0 -> f -> a -> s1", "f -> b -> s1")
    case = Case(process([start(), body, user("c"), end()], "start -> s -> c -> end"))

    # when
    case.complete("a")
    assert case.active == ["s", "b"]
    case.complete("b")

    # then
    assert case.active == ["c"]
    assert case.path[-3:] == ["b", "s1", "s"]


def test_elements_inside_name_the_subprocess_as_their_scope() -> None:
    case = Case(process([start(), sub("s", [start("s0"), user("a")], "s0 -> a"), end()], "start -> s -> end"))

    inside = [f for f in case.facts if isinstance(f, port.ElementActivated) and f.element_id in ("s0", "a")]
    assert [f.scope_key for f in inside] == case.active_keys("s") * 2
    assert {f.process_instance_key for f in inside} == {case.root}


def test_only_output_mappings_let_values_out_of_a_subprocess() -> None:
    # given
    body = sub("s", [start("s0"), user("a"), end("s1")], "s0 -> a -> s1",
               inputs=(io("mine", "=1"), io("unit", "=unit")), outputs=(io("result", "=mine + 1"),))  # fmt: skip
    case = Case(process([start(), body, end()], "start -> s -> end"), variables={"unit": "x"})

    # when
    case.complete("a", mine=41, unit="changed inside", fresh=True)

    # then: the locals were updated where they are, the unknown name went to the root
    assert case.variables == {"unit": "x", "result": 42, "fresh": True}


def test_terminate_ends_every_other_token_of_its_scope() -> None:
    # given
    body = sub("s", [start("s0"), parallel("f"), user("a"), user("b"), terminate_end("stop"), end("s1")],
               "s0 -> f -> a -> stop", "f -> b -> s1")  # fmt: skip
    case = Case(process([start(), body, user("c"), end()], "start -> s -> c -> end"))

    # when
    case.complete("a")

    # then
    assert case.terminated == ["b"]
    assert case.path[-2:] == ["stop", "s"]
    assert case.waits == ["c"]


def test_terminate_at_the_top_completes_the_instance() -> None:
    # given
    body = sub("s", [start("s0"), user("b"), end("s1")], "s0 -> b -> s1")
    nodes = [start(), parallel("f"), user("a"), body, terminate_end("stop"), end()]
    case = Case(process(nodes, "start -> f -> a -> stop", "f -> s -> end"))

    # when
    step = case.complete("a")

    # then
    assert case.terminated == ["b", "s"]
    assert step.facts[-1] == port.ProcessInstanceCompleted(key=case.root)
    case.assert_over()


def test_terminate_in_the_same_step_as_its_siblings_start() -> None:
    # given tokens that have not been activated when the other one terminates
    nodes = [start(), parallel("f"), terminate_end("stop"), manual("m"), user("a"), end()]

    # when
    case = Case(process(nodes, "start -> f -> stop", "f -> m -> a -> end"))

    # then
    case.assert_over()


def test_boundary_events_of_a_subprocess_open_and_close_with_it() -> None:
    # given
    body = sub("s", [start("s0"), user("a"), end("s1")], "s0 -> a -> s1")
    nodes = [start(), body, boundary("b", "s", timer("duration", "PT1H")), end(), end("end_2")]
    case = Case(process(nodes, "start -> s -> end", "b -> end_2"))
    assert case.waits == ["b", "a"]

    # when
    case.complete("a")

    # then
    case.assert_over()
