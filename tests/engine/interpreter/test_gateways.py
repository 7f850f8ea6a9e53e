"""Exclusive, parallel and inclusive gateways."""

from __future__ import annotations

import pytest

from engine.interpreter import port
from tests.engine.interpreter.build import end, exclusive, inclusive, manual, parallel, process, start, sub, user
from tests.engine.interpreter.harness import Case

# -- exclusive ---------------------------------------------------------------------------------------------------


def choice() -> list:  # type: ignore[type-arg]
    return [start(), exclusive("g", default_flow="g__low"), user("high"), user("middle"), user("low"), end()]


CHOICE_FLOWS = ("start -> g", ("g -> high", "score >= 90"), ("g -> middle", "score >= 50"), "g -> low",
                "high -> end", "middle -> end", "low -> end")  # fmt: skip


@pytest.mark.parametrize(("score", "taken"), [(95, "high"), (90, "high"), (50, "middle"), (49, "low")])
def test_an_exclusive_gateway_takes_the_first_true_flow_or_the_default(score: int, taken: str) -> None:
    case = Case(process(choice(), *CHOICE_FLOWS), variables={"score": score})

    assert case.waits == [taken]
    assert case.flows == ["start__g", f"g__{taken}"]


@pytest.mark.parametrize("condition", ["missing > 3", '"yes"', "null"])
def test_a_condition_that_is_not_boolean_is_an_incident_until_it_can_be_evaluated(condition: str) -> None:
    # given
    nodes = [start(), exclusive("g", default_flow="g__b"), user("a"), user("b"), end()]
    case = Case(process(nodes, "start -> g", ("g -> a", condition), "g -> b", "a -> end", "b -> end"))

    # then
    (incident,) = case.incidents()
    assert (incident.element_id, incident.error_type) == ("g", "CONDITION_ERROR")
    assert condition in incident.message
    assert case.active == ["g"]


def test_an_incident_is_resolved_by_evaluating_again() -> None:
    # given
    nodes = [start(), exclusive("g"), user("a"), user("b"), end()]
    case = Case(process(nodes, "start -> g", ("g -> a", "n > 3"), ("g -> b", "n < 3"), "a -> end", "b -> end"))

    # when it still fails
    case.set(n=3)
    step = case.retry("g")

    # then a new incident stands instead of the old one
    assert [type(f) for f in step.facts] == [port.IncidentCleared, port.IncidentRaised]
    assert "g" in case.incidents()[0].message

    # when it can be decided
    case.set(n=1)
    step = case.retry("g")

    # then
    assert not [f for f in step.facts if isinstance(f, port.ElementActivated) and f.element_id == "g"]
    assert case.waits == ["b"]
    assert case.incidents() == []


def test_an_exclusive_merge_passes_each_token() -> None:
    case = Case(process([start(), parallel("f"), manual("a"), manual("b"), exclusive("m"), user("c"), end()],
                        "start -> f -> a -> m -> c -> end", "f -> b -> m"))  # fmt: skip

    assert case.waits == ["c", "c"]


# -- parallel ----------------------------------------------------------------------------------------------------


def test_a_parallel_join_waits_for_every_flow() -> None:
    # given
    case = Case(process([start(), parallel("f"), user("a"), user("b"), parallel("j"), user("c"), end()],
                        "start -> f -> a -> j -> c -> end", "f -> b -> j"))  # fmt: skip

    # when
    case.complete("b")
    assert case.waits == ["a"]
    case.complete("a")

    # then
    assert case.waits == ["c"]
    assert case.path.count("j") == 1
    case.complete("c")
    case.assert_over()


def test_surplus_tokens_wait_for_the_next_round_and_none_is_lost() -> None:
    # given two tokens that come along the same flow, and two along the other
    nodes = [start(), parallel("f"), manual("x1"), manual("x2"), exclusive("m"), user("y1"), user("y2"),
             exclusive("n"), parallel("j"), user("c"), end()]  # fmt: skip
    case = Case(process(nodes, "start -> f -> x1 -> m -> j -> c -> end", "f -> x2 -> m", "f -> y1 -> n -> j",
                        "f -> y2 -> n"))  # fmt: skip
    assert case.waits == ["y1", "y2"]

    # when
    case.complete("y1")
    assert case.waits == ["y2", "c"]
    case.complete("y2")

    # then
    assert case.waits == ["c", "c"]
    case.complete("c")
    case.complete("c")
    case.assert_over()


def test_a_token_that_waits_at_a_join_keeps_its_scope_open() -> None:
    # given a join whose second flow never gets a token
    nodes = [start(), exclusive("x", default_flow="x__a"), user("a"), user("b"), parallel("j"), end()]
    case = Case(process(nodes, "start -> x", "x -> a", ("x -> b", "false"), "a -> j -> end", "b -> j"))

    # when
    case.complete("a")

    # then
    assert not case.is_ended
    case.cancel()
    case.assert_over()


# -- inclusive ---------------------------------------------------------------------------------------------------


def three_ways(*extra: str) -> Case:
    nodes = [start(), inclusive("s", default_flow="s__c"), user("a"), user("b"), user("c"), inclusive("j"), user("z"),
             end()]  # fmt: skip
    flows = ("start -> s", ("s -> a", "x"), ("s -> b", "y"), "s -> c", "a -> j", "b -> j", "c -> j", "j -> z -> end")
    return Case(process(nodes, *flows), variables={"x": "x" in extra, "y": "y" in extra})


@pytest.mark.parametrize(("true", "taken"), [("xy", ["a", "b"]), ("x", ["a"]), ("", ["c"])])
def test_an_inclusive_gateway_takes_every_true_flow_or_the_default(true: str, taken: list[str]) -> None:
    assert three_ways(*true).waits == taken


def test_an_inclusive_join_waits_for_exactly_the_tokens_that_can_still_come() -> None:
    # given
    case = three_ways("x", "y")

    # when
    case.complete("a")
    assert case.waits == ["b"]
    case.complete("b")

    # then
    assert case.waits == ["z"]
    assert case.path.count("j") == 1
    case.complete("z")
    case.assert_over()


def test_an_inclusive_join_fires_at_once_when_only_one_way_was_taken() -> None:
    case = three_ways("x")

    case.complete("a")

    assert case.waits == ["z"]


def test_an_inclusive_join_does_not_wait_for_a_token_behind_it() -> None:
    # given a token beyond the join that could come back only through the join itself
    nodes = [start(), parallel("f"), user("a"), user("b"), inclusive("j"), user("c"),
             exclusive("again", default_flow="again__end"), end()]  # fmt: skip
    case = Case(process(nodes, "start -> f -> a -> j -> c -> again -> end", "f -> b -> j", ("again -> j", "back")),
                variables={"back": True})  # fmt: skip
    case.complete("a")
    case.complete("b")
    assert case.waits == ["c"]

    # when
    case.complete("c")

    # then
    assert case.waits == ["c"]


def test_an_inclusive_join_stops_waiting_when_the_other_token_goes_elsewhere() -> None:
    # given
    nodes = [start(), parallel("f"), user("a"), user("b"), exclusive("x", default_flow="x__j"), inclusive("j"),
             user("z"), end()]  # fmt: skip
    case = Case(process(nodes, "start -> f -> a -> j -> z -> end", "f -> b -> x -> j", ("x -> end", "leave")))
    case.complete("a")
    assert case.waits == ["b"]

    # when
    case.complete("b", leave=True)

    # then
    assert case.waits == ["z"]


def test_an_inclusive_join_sees_tokens_inside_a_subprocess() -> None:
    # given
    inside = sub("s", [start("s_start"), user("b"), end("s_end")], "s_start -> b -> s_end")
    case = Case(process([start(), parallel("f"), user("a"), inside, inclusive("j"), user("z"), end()],
                        "start -> f -> a -> j -> z -> end", "f -> s -> j"))  # fmt: skip

    # when
    case.complete("a")

    # then
    assert case.waits == ["b"]
    case.complete("b")
    assert case.waits == ["z"]


def test_an_inclusive_gateway_without_a_true_flow_is_an_incident() -> None:
    case = Case(process([start(), inclusive("s"), user("a"), end()], "start -> s", ("s -> a", "false"), "a -> end"))

    assert [i.error_type for i in case.incidents("s")] == ["CONDITION_ERROR"]
