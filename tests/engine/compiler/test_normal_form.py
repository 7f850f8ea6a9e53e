"""The normal form: what it promises of any process, and what it makes of each shape."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given

from engine.compiler import normalize
from engine.model.process import ElementType, FlowNode, LinkDefinition, Process, Scope
from tests.engine.compiler.random_process import processes
from tests.engine.interpreter.build import end, exclusive, manual, node, process, start, sub, user
from tests.engine.interpreter.harness import Case

_GATEWAYS = {
    ElementType.EXCLUSIVE_GATEWAY,
    ElementType.PARALLEL_GATEWAY,
    ElementType.INCLUSIVE_GATEWAY,
    ElementType.EVENT_BASED_GATEWAY,
}
_DECIDES = {ElementType.EXCLUSIVE_GATEWAY, ElementType.INCLUSIVE_GATEWAY}


def scopes_of(process: Process) -> Iterator[Scope]:
    yield process.scope
    yield from (found.scope for found in process.walk() if found.scope is not None)


def drawn(process: Process) -> dict[str, FlowNode]:
    return {found.id: found for found in process.walk() if not found.synthetic}


# -- for any process ---------------------------------------------------------------------------------------------


@given(processes)
def test_a_normal_form_stays_as_it_is(drawing: Process) -> None:
    once = normalize(drawing)

    assert normalize(once) == once


@given(processes)
def test_what_an_author_drew_keeps_its_id_type_and_place(drawing: Process) -> None:
    before = drawn(drawing)
    after = drawn(normalize(drawing))

    assert {name: found.type for name, found in after.items()} == {name: found.type for name, found in before.items()}
    for old, new in zip(scopes_of(drawing), scopes_of(normalize(drawing)), strict=True):
        kept = {flow.id: flow for flow in new.flows.values() if not flow.synthetic}
        assert kept.keys() == old.flows.keys()
        assert {f.id: (f.target, f.condition) for f in kept.values()} == {
            f.id: (f.target, f.condition) for f in old.flows.values()
        }


@given(processes)
def test_a_flow_still_comes_from_the_node_it_was_drawn_from(drawing: Process) -> None:
    """Behind what was added, the author's graph is unchanged."""
    for old, new in zip(scopes_of(drawing), scopes_of(normalize(drawing)), strict=True):
        for flow in old.flows.values():
            source = new.nodes[new.flows[flow.id].source]
            while source.synthetic:
                (way_in,) = source.incoming
                source = new.nodes[new.flows[way_in].source]
            assert source.id == flow.source


@given(processes)
def test_only_gateways_fork_and_only_choices_have_conditions(drawing: Process) -> None:
    for scope in scopes_of(normalize(drawing)):
        for found in scope.nodes.values():
            leaving = [scope.flows[flow_id] for flow_id in found.outgoing]
            assert found.type in _GATEWAYS or len(leaving) <= 1
            assert found.type in _DECIDES or all(flow.condition is None for flow in leaving)
            assert found.default_flow is None or found.default_flow in found.outgoing


@given(processes)
def test_every_scope_begins_and_every_way_ends(drawing: Process) -> None:
    for scope in scopes_of(normalize(drawing)):
        no_way_in = [n for n in scope.nodes.values() if not n.incoming and n.type is not ElementType.BOUNDARY_EVENT]
        has_start = any(found.type is ElementType.START_EVENT for found in scope.nodes.values())
        assert has_start or not no_way_in
        assert all(n.outgoing or n.type is ElementType.END_EVENT for n in scope.nodes.values())
        assert not any(isinstance(n.event, LinkDefinition) for n in scope.nodes.values())


@given(processes)
def test_nodes_and_flows_know_each_other(drawing: Process) -> None:
    for scope in scopes_of(normalize(drawing)):
        for found in scope.nodes.values():
            assert found.incoming == tuple(f.id for f in scope.flows.values() if f.target == found.id)
            assert found.outgoing == tuple(f.id for f in scope.flows.values() if f.source == found.id)


@given(processes)
def test_the_normal_form_is_the_same_every_time(drawing: Process) -> None:
    assert normalize(drawing) == normalize(drawing)


# -- each shape, run ---------------------------------------------------------------------------------------------


def test_several_beginnings_start_at_once_and_leave_no_trace_of_what_was_added() -> None:
    # given two tasks and nothing else
    case = Case(process([user("a"), user("b")]))

    # when
    case.complete("a")
    case.complete("b")

    # then
    assert case.path == ["a", "b"]
    assert case.flows == []
    assert case.is_ended


def test_a_subprocess_without_start_and_end_runs() -> None:
    case = Case(process([start(), sub("sub", [user("a"), user("b")], "a -> b"), end()], "start -> sub -> end"))

    case.complete("a")
    case.complete("b")

    assert case.path == ["start", "a", "b", "sub", "end"]


def test_unconditional_flows_fork() -> None:
    case = Case(process([start(), user("a"), user("b"), user("c")], "start -> a -> b", "a -> c"))

    case.complete("a")

    assert case.waits == ["b", "c"]
    assert case.flows == ["start__a", "a__b", "a__c"]


def test_conditional_flows_of_a_task_are_taken_where_they_are_true() -> None:
    tasks = [start(), user("a"), user("b"), user("c"), user("d")]
    drawing = process(tasks, "start -> a", ("a -> b", "x > 1"), ("a -> c", "x > 2"), "a -> d")

    for x, expected in ((1, ["d"]), (2, ["b", "d"]), (3, ["b", "c", "d"])):
        case = Case(drawing, variables={"x": x})
        case.complete("a")
        assert case.waits == expected


def test_a_default_beside_unconditional_flows_is_taken_when_no_condition_is_true() -> None:
    tasks = [start(), user("a", default_flow="a__d"), user("b"), user("c"), user("d")]
    drawing = process(tasks, "start -> a", "a -> b", ("a -> c", "x"), "a -> d")

    for x, expected in ((True, {"b", "c"}), (False, {"b", "d"})):
        case = Case(drawing, variables={"x": x})
        case.complete("a")
        assert set(case.waits) == expected


def test_links_are_followed_and_both_events_are_in_the_history() -> None:
    link = LinkDefinition("L")
    nodes = [
        start(),
        exclusive("g", default_flow="g__t1"),
        node("t1", ElementType.INTERMEDIATE_THROW_EVENT, event=link),
        node("t2", ElementType.INTERMEDIATE_THROW_EVENT, event=link),
        node("caught", ElementType.INTERMEDIATE_CATCH_EVENT, event=link),
        manual("m"),
        end(),
    ]
    case = Case(process(nodes, "start -> g -> t1", ("g -> t2", "x"), "caught -> m -> end"), variables={"x": True})

    assert case.path == ["start", "g", "t2", "caught", "m", "end"]
    assert case.flows == ["start__g", "g__t2", "caught__m", "m__end"]


def test_an_added_id_gives_way_to_an_id_of_the_author() -> None:
    drawing = process([user("a"), user("p__start"), user("a__fork")], "a -> p__start", "a -> a__fork")

    added = [found.id for found in normalize(drawing).walk() if found.synthetic]

    assert len(added) == 3
    assert not {"a", "p__start", "a__fork"} & set(added)
