"""Multi-instance activities, parallel and sequential."""

from __future__ import annotations

from typing import Any

import pytest

from engine.interpreter import port
from engine.model.process import ElementType
from tests.engine.interpreter.build import (
    each,
    end,
    io,
    process,
    start,
    user,
)
from tests.engine.interpreter.harness import Case

UNITS = ["Trà Phong", "Trà Thanh", "Trà Sơn"]


def many(units: Any = UNITS, *, outputs: tuple[Any, ...] = (), **loop: Any) -> Case:
    loop.setdefault("input_element", "unit")
    task = user("a", multi_instance=each("units", **loop), outputs=outputs)
    return Case(process([start(), task, user("next"), end()], "start -> a -> next -> end"), variables={"units": units})


def bodies(case: Case) -> list[port.ElementActivated]:
    return [f for f in case.facts if isinstance(f, port.ElementActivated) and f.type is ElementType.MULTI_INSTANCE_BODY]


def locals_of(case: Case) -> list[dict[str, Any]]:
    return [dict(case.runs[0].variables.local(key)) for key in case.open_keys("a")]


def test_parallel_instances_are_all_open_at_once() -> None:
    # given
    case = many()

    # then
    (body,) = bodies(case)
    inner = [f for f in case.facts if isinstance(f, port.ElementActivated) and f.type is ElementType.USER_TASK]
    assert [f.scope_key for f in inner] == [body.key] * 3
    assert locals_of(case) == [
        {"loopCounter": 1, "unit": "Trà Phong"},
        {"loopCounter": 2, "unit": "Trà Thanh"},
        {"loopCounter": 3, "unit": "Trà Sơn"},
    ]

    # when
    for _ in range(3):
        case.complete("a")

    # then
    assert case.path == ["start", "a", "a", "a", "a"]
    assert case.flows == ["start__a", "a__next"]
    assert case.waits == ["next"]


def test_sequential_instances_come_one_after_the_other() -> None:
    # given
    case = many(sequential=True)

    # then
    for counter, unit in enumerate(UNITS, 1):
        assert locals_of(case) == [{"loopCounter": counter, "unit": unit}]
        case.complete("a")
    assert case.waits == ["next"]


@pytest.mark.parametrize("sequential", [True, False])
def test_the_output_collection_keeps_order_and_nulls(sequential: bool) -> None:
    # given
    case = many(output_collection="answers", output_element="answer", sequential=sequential)

    # when the last of the open ones is completed first
    case.complete("a", -1, answer=1)
    case.complete("a", -1)
    case.complete("a", -1, answer=3)

    # then
    expected = [1, None, 3] if sequential else [3, None, 1]
    assert case.variables == {"units": UNITS, "answers": expected}


def test_an_output_element_may_be_an_expression_over_mapped_results() -> None:
    # given
    case = many(output_collection="all", output_element="{unit: unit, ok: verdict = 1}",
                outputs=(io("verdict", "=raw + 0"),))  # fmt: skip

    # when
    for n in range(3):
        case.complete("a", raw=n)

    # then
    assert [entry["ok"] for entry in case.variables["all"]] == [False, True, False]
    assert [entry["unit"] for entry in case.variables["all"]] == UNITS


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_collection_passes_at_once(sequential: bool) -> None:
    case = many([], output_collection="answers", output_element="answer", sequential=sequential)

    assert case.variables == {"units": [], "answers": []}
    assert case.path == ["start", "a"]
    assert case.waits == ["next"]


@pytest.mark.parametrize("units", [None, "x", 5, {"a": 1}])
def test_what_is_no_list_is_an_incident(units: object) -> None:
    # given
    case = many(units)

    # then
    assert [(i.element_id, i.error_type) for i in case.incidents()] == [("a", "EXTRACT_VALUE_ERROR")]

    # when
    case.set(units=["x"])
    case.retry("a")

    # then
    assert case.waits == ["a"]


def test_the_completion_condition_ends_the_rest() -> None:
    # given
    condition = "numberOfCompletedInstances / numberOfInstances >= 0.5"
    case = many(completion_condition=condition)

    # when
    case.complete("a")
    assert case.waits == ["a", "a"]
    case.complete("a")

    # then
    assert case.terminated == ["a"]
    assert case.waits == ["next"]


def test_the_completion_condition_ends_a_sequence() -> None:
    # given
    case = many(completion_condition="answer = true", sequential=True)

    # when
    case.complete("a", answer=False)
    assert case.waits == ["a"]
    case.complete("a", answer=True)

    # then
    assert case.waits == ["next"]


@pytest.mark.parametrize(
    ("sequential", "seen"),
    [
        (False, [[3, 2, 1, 0], [3, 1, 2, 0], [3, 0, 3, 0]]),
        (True, [[3, 0, 1, 0], [3, 0, 2, 0], [3, 0, 3, 0]]),
    ],
)
def test_the_condition_sees_how_many_instances_there_are(sequential: bool, seen: list[list[int]]) -> None:
    # given a condition that reports what it sees by failing
    names = ("numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances",
             "numberOfTerminatedInstances")  # fmt: skip
    condition = f"if done then false else [{', '.join(names)}]"
    case = many(completion_condition=condition, sequential=sequential)

    # when, then
    for expected in seen:
        case.set(done=False)
        case.complete("a")
        assert str(expected) in case.incidents("a")[0].message.replace("'", "")
        case.set(done=True)
        case.retry("a")
    assert case.waits == ["next"]


def test_numbers_of_instances_are_not_variables() -> None:
    case = many(completion_condition="false")

    case.complete("a")

    assert not [name for own in case.runs[0].variables._values.values() for name in own if name.startswith("number")]


def test_a_sequence_goes_on_though_the_collection_has_changed() -> None:
    # given
    case = many(sequential=True)

    # when
    case.set(units=["changed", "second"])
    case.complete("a")
    assert locals_of(case) == [{"loopCounter": 2, "unit": "second"}]
    case.complete("a")

    # then
    assert locals_of(case) == [{"loopCounter": 3, "unit": None}]


def test_a_sequence_whose_collection_is_gone_stands_at_the_body() -> None:
    # given
    case = many(sequential=True)
    case.set(units=None)

    # when
    case.complete("a")

    # then
    assert [i.key for i in case.incidents("a")] == [bodies(case)[0].key]

    # when
    case.set(units=UNITS)
    case.retry("a")

    # then
    assert locals_of(case) == [{"loopCounter": 2, "unit": "Trà Thanh"}]
