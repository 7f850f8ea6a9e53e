"""What can be repeated, and what a multi-instance body means to events and errors around it."""

from __future__ import annotations

import pytest

from engine.interpreter import port
from engine.model.process import ElementType
from tests.engine.interpreter.build import (
    boundary,
    call,
    each,
    end,
    error,
    io,
    manual,
    message,
    process,
    script,
    service,
    start,
    sub,
    user,
)
from tests.engine.interpreter.harness import Case

UNITS = ["Trà Phong", "Trà Thanh", "Trà Sơn"]


def test_boundary_events_attach_to_the_body() -> None:
    # given
    nodes = [start(), user("a", multi_instance=each("[1, 2]")), boundary("b", "a", message("stop", '"1"')), user("c"),
             end()]  # fmt: skip
    case = Case(process(nodes, "start -> a -> end", "b -> c -> end"))
    (body,) = (
        f for f in case.facts if isinstance(f, port.ElementActivated) and f.type is ElementType.MULTI_INSTANCE_BODY
    )
    assert case.opened("b").key == body.key

    # when
    case.complete("a")
    case.trigger("b")

    # then
    assert case.terminated == ["a", "a"]
    assert case.waits == ["c"]


def test_an_error_inside_an_instance_interrupts_the_whole_body() -> None:
    # given
    nodes = [start(), service("a", multi_instance=each("[1, 2, 3]")), boundary("b", "a", error("E1")), user("c"), end()]
    case = Case(process(nodes, "start -> a -> end", "b -> c -> end"))

    # when
    case.throw("a", "E1")

    # then
    assert case.terminated == ["a"] * 4
    assert case.waits == ["c"]


@pytest.mark.parametrize("sequential", [True, False])
def test_subprocesses_can_be_repeated(sequential: bool) -> None:
    # given
    body = sub("s", [start("s0"), user("a"), end("s1")], "s0 -> a -> s1",
               multi_instance=each("units", input_element="unit", output_collection="all", output_element="got",
                                   sequential=sequential))  # fmt: skip
    case = Case(process([start(), body, user("next")], "start -> s -> next"), variables={"units": UNITS})

    # when
    for n in range(3):
        case.complete("a", got=n)

    # then
    assert case.variables["all"] == [0, 1, 2]
    assert case.waits == ["next"]


def test_call_activities_can_be_repeated() -> None:
    # given
    child = process([start("c0"), user("a"), end("c1")], "c0 -> a -> c1", id="child")
    loop = each("units", input_element="unit", output_collection="all", output_element="answer")
    case = Case(process([start(), call("calls", "child", multi_instance=loop), user("next")], "start -> calls -> next"),
                child, variables={"units": UNITS})  # fmt: skip
    assert case.waits == ["a"] * 3

    # when
    for n in range(3):
        case.complete("a", answer=n)

    # then
    assert case.variables["all"] == [0, 1, 2]
    assert case.waits == ["next"]


@pytest.mark.parametrize("sequential", [True, False])
def test_activities_that_pass_at_once_can_be_repeated(sequential: bool) -> None:
    # given
    loop = each("units", input_element="unit", output_collection="all", output_element="n", sequential=sequential)
    nodes = [start(), script("s", "loopCounter * 10", "n", multi_instance=loop),
             manual("m", multi_instance=each("units", sequential=sequential)), user("next")]  # fmt: skip

    # when
    case = Case(process(nodes, "start -> s -> m -> next"), variables={"units": UNITS})

    # then
    assert case.variables["all"] == [10, 20, 30]
    assert case.path == ["start", *["s"] * 4, *["m"] * 4]


def test_a_multi_instance_inside_a_multi_instance() -> None:
    # given
    inner = user("a", multi_instance=each("pair", input_element="x", output_collection="row", output_element="x * 10"))
    outer = sub("s", [start("s0"), inner, end("s1")], "s0 -> a -> s1",
                multi_instance=each("pairs", input_element="pair", output_collection="rows",
                                    output_element="row"), outputs=(io("row", "=row"),))  # fmt: skip
    case = Case(process([start(), outer, end()], "start -> s -> end"), variables={"pairs": [[1, 2], [3]]})

    # when
    for _ in range(3):
        case.complete("a")

    # then
    case.assert_over()
    assert case.variables["rows"] == [[10, 20], [30]]
