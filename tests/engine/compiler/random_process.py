"""Random processes for properties of the normal form: any graph over the kinds of nodes that it treats differently."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from engine import feel
from engine.compiler.graph import connected
from engine.model.process import ElementType, FlowNode, LinkDefinition, Process, Scope, SequenceFlow

CONDITION = feel.compile_expression("x")

_KINDS = (
    ElementType.START_EVENT,
    ElementType.END_EVENT,
    ElementType.USER_TASK,
    ElementType.TASK,
    ElementType.EXCLUSIVE_GATEWAY,
    ElementType.INCLUSIVE_GATEWAY,
    ElementType.PARALLEL_GATEWAY,
    ElementType.SUB_PROCESS,
    ElementType.BOUNDARY_EVENT,
)
_NO_WAY_IN = (ElementType.START_EVENT, ElementType.BOUNDARY_EVENT)


@st.composite
def scopes(draw: st.DrawFn, prefix: str = "", depth: int = 0) -> Scope:
    """A scope without lint errors as far as the normal form relies on it; ids begin with `prefix`."""
    nodes: list[FlowNode] = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(_KINDS))
        name = f"{prefix}n{number}"
        inner = None
        if kind is ElementType.SUB_PROCESS:
            if depth == 2:
                kind = ElementType.TASK
            else:
                inner = draw(scopes(prefix=f"{name}_", depth=depth + 1))
        nodes.append(FlowNode(id=name, type=kind, scope=inner))
    for number in range(draw(st.integers(0, 2))):
        nodes += _links(draw, f"{prefix}l{number}")
    flows = draw(_flows(prefix, nodes))
    return connected([_with_default(draw, node, flows) for node in nodes], flows)


def _links(draw: st.DrawFn, name: str) -> list[FlowNode]:
    throws = draw(st.integers(0, 2))
    event = LinkDefinition(name)
    return [
        FlowNode(id=f"{name}catch", type=ElementType.INTERMEDIATE_CATCH_EVENT, event=event),
        *(FlowNode(id=f"{name}t{n}", type=ElementType.INTERMEDIATE_THROW_EVENT, event=event) for n in range(throws)),
    ]


@st.composite
def _flows(draw: st.DrawFn, prefix: str, nodes: list[FlowNode]) -> list[SequenceFlow]:
    sources = [n for n in nodes if n.type not in (ElementType.END_EVENT, ElementType.INTERMEDIATE_THROW_EVENT)]
    targets = [n for n in nodes if n.type not in _NO_WAY_IN and n.type is not ElementType.INTERMEDIATE_CATCH_EVENT]
    if not sources or not targets:
        return []
    flows = []
    for number in range(draw(st.integers(0, 10))):
        source = draw(st.sampled_from(sources))
        may_decide = source.type is not ElementType.PARALLEL_GATEWAY
        condition = CONDITION if may_decide and draw(st.booleans()) else None
        target = draw(st.sampled_from(targets))
        flows.append(SequenceFlow(id=f"{prefix}f{number}", source=source.id, target=target.id, condition=condition))
    return flows


def _with_default(draw: st.DrawFn, node: FlowNode, flows: list[SequenceFlow]) -> FlowNode:
    own = [flow.id for flow in flows if flow.source == node.id]
    if not own or node.type is ElementType.PARALLEL_GATEWAY or not draw(st.booleans()):
        return node
    return replace(node, default_flow=draw(st.sampled_from(own)))


processes = scopes().map(lambda scope: Process(id="p", scope=scope))
