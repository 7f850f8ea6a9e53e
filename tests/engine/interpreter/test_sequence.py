"""Start, end, tasks in a row; deeds that are refused."""

from __future__ import annotations

import pytest

from engine.interpreter import port
from engine.interpreter.spiff.program import NoSuchStartEvent
from engine.model.process import ElementType
from tests.engine.interpreter.build import end, manual, message, node, process, start, user
from tests.engine.interpreter.harness import Case


def test_a_process_runs_from_start_to_end() -> None:
    # given
    case = Case(process([start(), user("a"), manual("m"), user("b"), end()], "start -> a -> m -> b -> end"))
    assert case.waits == ["a"]

    # when
    case.complete("a")
    assert case.waits == ["b"]
    case.complete("b")

    # then
    case.assert_over()
    assert case.path == ["start", "a", "m", "b", "end"]
    assert case.flows == ["start__a", "a__m", "m__b", "b__end"]


def test_facts_come_in_the_order_of_happening() -> None:
    # given
    case = Case(process([start(), user("a"), end()], "start -> a -> end"))

    # when
    step = case.complete("a")

    # then
    assert [type(fact) for fact in step.facts] == [
        port.WaitClosed,
        port.ElementCompleted,
        port.SequenceFlowTaken,
        port.ElementActivated,
        port.ElementCompleted,
        port.ProcessInstanceCompleted,
    ]


def test_activation_names_scope_and_instance() -> None:
    case = Case(process([start(), user("a"), end()], "start -> a -> end"))

    activated = [f for f in case.facts if isinstance(f, port.ElementActivated)]
    assert [(f.element_id, f.type) for f in activated] == [
        ("start", ElementType.START_EVENT),
        ("a", ElementType.USER_TASK),
    ]
    assert {(f.scope_key, f.process_instance_key) for f in activated} == {(case.root, case.root)}


def test_an_ended_element_cannot_be_completed_again() -> None:
    # given
    case = Case(process([start(), user("a"), user("b"), end()], "start -> a -> b -> end"))
    key = case.open_keys("a")[0]
    case.complete("a")

    # when, then
    with pytest.raises(KeyError):
        case.deed(lambda e: e.complete(key, {}))
    with pytest.raises(KeyError):
        case.deed(lambda e: e.complete(case.root, {}))
    with pytest.raises(KeyError):
        case.deed(lambda e: e.trigger(case.open_keys("b")[0], "b", {}))
    assert case.waits == ["b"], "a refused deed changes nothing"


def test_a_task_without_outgoing_flow_ends_the_path() -> None:
    case = Case(process([start(), user("a")], "start -> a"))

    case.complete("a")

    case.assert_over()


def test_payload_and_completion_variables_reach_the_root() -> None:
    # given
    case = Case(process([start(), user("a"), end()], "start -> a -> end"), variables={"unit": "Trà Phong", "count": 1})

    # when
    case.complete("a", count=2, note=None)

    # then
    assert case.variables == {"unit": "Trà Phong", "count": 2, "note": None}


def test_a_message_start_event_begins_where_it_stands() -> None:
    # given
    nodes = [start(), start("by_message", event=message("plan")), user("a"), user("b"), end()]

    # when
    case = Case(process(nodes, "start -> a -> end", "by_message -> b -> end"), start_at="by_message")

    # then
    assert case.waits == ["b"]


def test_without_a_none_start_event_there_is_no_plain_start() -> None:
    nodes = [start("by_message", event=message("plan")), end()]

    with pytest.raises(NoSuchStartEvent):
        Case(process(nodes, "by_message -> end"))


def test_cancelling_ends_everything_and_withdraws_what_waits() -> None:
    # given
    case = Case(process([start(), user("a"), end()], "start -> a -> end"))

    # when
    step = case.cancel()

    # then
    assert [type(fact) for fact in step.facts] == [
        port.WaitClosed,
        port.ElementTerminated,
        port.ProcessInstanceTerminated,
    ]
    case.assert_over()


def test_an_activity_with_several_incoming_flows_runs_once_for_each_token() -> None:
    # given
    fork = node("fork", ElementType.PARALLEL_GATEWAY)
    case = Case(
        process(
            [start(), fork, manual("a"), manual("b"), user("c"), end()],
            "start -> fork -> a -> c -> end",
            "fork -> b -> c",
        )
    )

    # when
    assert case.waits == ["c", "c"]
    case.complete("c")
    assert not case.is_ended
    case.complete("c")

    # then
    case.assert_over()


def test_synthetic_nodes_and_flows_stay_out_of_the_facts() -> None:
    # given
    hidden = node("hidden", ElementType.PARALLEL_GATEWAY, synthetic=True)
    drawn = process([start(), hidden, user("a"), user("b"), end()], "start -> hidden -> a -> end", "hidden -> b -> end")
    flows = drawn.scope.flows
    object.__setattr__(flows["start__hidden"], "synthetic", True)

    # when
    case = Case(drawn)

    # then
    assert case.path == ["start"]
    assert case.active == ["a", "b"]
    assert case.flows == ["hidden__a", "hidden__b"]
