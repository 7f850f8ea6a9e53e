"""Random well-formed processes: run with random answers, saved and loaded at every deed, they end and lose nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.interpreter import port
from engine.model.process import FlowNode, Process
from tests.engine.interpreter.build import (
    boundary,
    each,
    end,
    event_gateway,
    exclusive,
    inclusive,
    manual,
    message,
    parallel,
    process,
    receive,
    service,
    start,
    sub,
    terminate_end,
    timer,
    user,
)
from tests.engine.interpreter.harness import Case

Flow = str | tuple[str, str]


@dataclass
class Canvas:
    """One scope that is being drawn."""

    names: Iterator[int]
    nodes: list[FlowNode] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def add(self, made: FlowNode) -> str:
        self.nodes.append(made)
        return made.id

    def name(self, kind: str) -> str:
        return f"{kind}_{next(self.names)}"


LEAVES = st.sampled_from(["user", "service", "manual", "receive", "hosted", "cycle"])
BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.sampled_from(["exclusive", "parallel", "inclusive"]), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("race"), st.lists(inner, min_size=2, max_size=2)),
        st.tuples(st.just("loop"), st.lists(inner, min_size=1, max_size=1)),
        st.tuples(
            st.sampled_from(["subprocess", "all", "one_by_one", "stopped"]), st.lists(inner, min_size=1, max_size=2)
        ),
    ),
    max_leaves=8,
)


def draw(canvas: Canvas, block: object, before: str) -> str:
    """Draw `block` behind the node `before`; returns its last node."""
    if isinstance(block, str):
        return _leaf(canvas, block, before)
    assert isinstance(block, tuple)
    kind, inner = block
    if kind == "sequence":
        for each_block in inner:
            before = draw(canvas, each_block, before)
        return before
    if kind in ("exclusive", "parallel", "inclusive"):
        return _branches(canvas, kind, inner, before)
    if kind == "race":
        return _race(canvas, inner, before)
    if kind == "loop":
        return _loop(canvas, inner[0], before)
    return _scope(canvas, kind, inner, before)


def _leaf(canvas: Canvas, kind: str, before: str) -> str:
    name = canvas.name(kind)
    made = {
        "service": lambda: service(name),
        "manual": lambda: manual(name),
        "receive": lambda: receive(name, message(name, '"k"')),
    }.get(kind, lambda: user(name))()
    canvas.add(made)
    canvas.flows.append(f"{before} -> {name}")
    if kind in ("hosted", "cycle"):
        event = timer("duration", "PT1H") if kind == "hosted" else timer("cycle", "R2/PT1H")
        side = canvas.add(boundary(f"{name}_event", name, event, interrupting=False))
        canvas.flows.append(f"{side} -> {canvas.add(user(f'{name}_side'))} -> {canvas.add(end(f'{name}_end'))}")
    return name


def _branches(canvas: Canvas, kind: str, inner: list[object], before: str) -> str:
    make = {"exclusive": exclusive, "parallel": parallel, "inclusive": inclusive}[kind]
    split, join = canvas.name("split"), canvas.name("join")
    heads = [canvas.name("head") for _ in inner]
    default = {} if kind == "parallel" else {"default_flow": f"{split}__{heads[-1]}"}
    canvas.add(make(split, **default))
    canvas.add(make(join))
    canvas.flows.append(f"{before} -> {split}")
    for number, (head, block) in enumerate(zip(heads, inner, strict=True)):
        canvas.add(manual(head))
        way = f"{split} -> {head}"
        is_plain = kind == "parallel" or number == len(heads) - 1
        canvas.flows.append(way if is_plain else (way, f"choice[{number + 1}]"))
        canvas.flows.append(f"{draw(canvas, block, head)} -> {join}")
    return join


def _race(canvas: Canvas, inner: list[object], before: str) -> str:
    gateway, merge = canvas.add(event_gateway(canvas.name("race"))), canvas.add(exclusive(canvas.name("merge")))
    canvas.flows.append(f"{before} -> {gateway}")
    for block in inner:
        event = canvas.name("event")
        canvas.add(receive(event, message(event, '"k"')))
        canvas.flows.append(f"{gateway} -> {event}")
        canvas.flows.append(f"{draw(canvas, block, event)} -> {merge}")
    return merge


def _loop(canvas: Canvas, block: object, before: str) -> str:
    again = canvas.add(exclusive(canvas.name("again")))
    more = canvas.name("more")
    canvas.flows.append(f"{before} -> {again}")
    last = draw(canvas, block, again)
    after = canvas.add(manual(canvas.name("after")))
    canvas.add(exclusive(more, default_flow=f"{more}__{after}"))
    canvas.flows += [f"{last} -> {more}", (f"{more} -> {again}", "repeat"), f"{more} -> {after}"]
    return after


def _scope(canvas: Canvas, kind: str, inner: list[object], before: str) -> str:
    inside = Canvas(canvas.names)
    last = inside.add(start(inside.name("start")))
    for block in inner:
        last = draw(inside, block, last)
    closing = inside.name("end")
    inside.flows.append(f"{last} -> {inside.add(terminate_end(closing) if kind == 'stopped' else end(closing))}")
    loop = {
        "all": each("[1, 2]", output_collection="all", output_element="loopCounter"),
        "one_by_one": each("[1, 2]", sequential=True),
    }.get(kind)
    name = canvas.name("scope")
    canvas.add(sub(name, inside.nodes, *inside.flows, multi_instance=loop))
    canvas.flows.append(f"{before} -> {name}")
    return name


def drawn(block: object) -> Process:
    canvas = Canvas(itertools.count(1))
    first = canvas.add(start())
    canvas.flows.append(f"{draw(canvas, block, first)} -> {canvas.add(end())}")
    return process(canvas.nodes, *canvas.flows)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(block=BLOCKS, data=st.data())
def test_a_random_process_ends_with_nothing_left_over(block: object, data: st.DataObject) -> None:
    # given
    choice = data.draw(st.lists(st.booleans(), min_size=3, max_size=3))
    case = Case(drawn(block), variables={"choice": choice, "repeat": True}, move_limit=40)

    # when every open wait is answered, in any order, and loops are left after a while
    for deeds in range(200):
        if case.step.is_unfinished:
            case.set(repeat=False)
            while case.proceed().is_unfinished:
                pass
        waits = list(dict.fromkeys(case.waits))
        if not waits:
            break
        wait = data.draw(st.sampled_from(waits))
        if deeds == 10:
            case.set(repeat=False)
        is_event = wait.startswith("event") or wait.endswith("_event")
        if is_event:
            case.trigger(wait)
        else:
            case.complete(wait)

    # then
    case.assert_over()
    begun = [f.key for f in case.facts if isinstance(f, port.ElementActivated)]
    over = [f.key for f in case.facts if isinstance(f, (port.ElementCompleted, port.ElementTerminated))]
    assert sorted(begun) == sorted(over), "each element instance begins once and ends once"
    assert len(case.state) < 4_096
