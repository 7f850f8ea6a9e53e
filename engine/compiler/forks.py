"""A gateway behind every activity or event with several ways out, or with a condition on one (BPMN 2.0 §8.3.13, §13.3).

All unconditional: a parallel gateway. Some conditional: an inclusive gateway, which takes those that are true and the
unconditional ones; the default moves to it. A default beside unconditional flows is taken when no *conditional* one
is true, so there the two kinds get a gateway each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.compiler.fresh_ids import FreshIds
from engine.compiler.graph import connected, synthetic_flow
from engine.model.process import ElementType, FlowNode, Scope, SequenceFlow

_GATEWAYS = frozenset(
    {
        ElementType.EXCLUSIVE_GATEWAY,
        ElementType.PARALLEL_GATEWAY,
        ElementType.INCLUSIVE_GATEWAY,
        ElementType.EVENT_BASED_GATEWAY,
    }
)


def explicit_forks(scope: Scope, _owner_id: str, fresh: FreshIds) -> Scope:
    """Insert the gateways; the flows of the author keep their ids and leave the gateway instead of the node."""
    nodes = dict(scope.nodes)
    flows = dict(scope.flows)
    for node in scope.nodes.values():
        leaving = [scope.flows[flow_id] for flow_id in node.outgoing]
        if node.type in _GATEWAYS or not (len(leaving) > 1 or any(flow.condition is not None for flow in leaving)):
            continue
        for gateway, flow, moved in _gateways(node, leaving, fresh):
            nodes[gateway.id] = gateway
            flows[flow.id] = flow
            flows.update({each.id: replace(each, source=gateway.id) for each in moved})
        nodes[node.id] = replace(node, default_flow=None)
    return scope if len(nodes) == len(scope.nodes) else connected(nodes.values(), flows.values())


_Insertion = tuple[FlowNode, SequenceFlow, Sequence[SequenceFlow]]
"""A gateway, the flow that leads into it, and the flows that leave it from now on."""


def _gateways(node: FlowNode, leaving: Sequence[SequenceFlow], fresh: FreshIds) -> list[_Insertion]:
    always = [flow for flow in leaving if flow.condition is None and flow.id != node.default_flow]
    chosen = [flow for flow in leaving if flow not in always]
    if not chosen:
        return [_insertion(node, node, "fork", ElementType.PARALLEL_GATEWAY, always, fresh)]
    if not always or node.default_flow is None:
        return [_insertion(node, node, "fork", ElementType.INCLUSIVE_GATEWAY, leaving, fresh)]
    fork = _insertion(node, node, "fork", ElementType.PARALLEL_GATEWAY, always, fresh)
    return [fork, _insertion(node, fork[0], "choice", ElementType.INCLUSIVE_GATEWAY, chosen, fresh)]


def _insertion(
    node: FlowNode, before: FlowNode, role: str, kind: ElementType, moved: Sequence[SequenceFlow], fresh: FreshIds
) -> _Insertion:
    default = node.default_flow if any(flow.id == node.default_flow for flow in moved) else None
    gateway = FlowNode(
        id=fresh.of(node.id, role), type=kind, line=node.line, default_flow=default, lane=node.lane, synthetic=True
    )
    return gateway, synthetic_flow(fresh.of(gateway.id, "in"), before, gateway), moved
