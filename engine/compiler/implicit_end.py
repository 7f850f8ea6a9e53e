"""An end event where none is drawn: a token that finds no way out ends there (BPMN 2.0 §10.5.3)."""

from __future__ import annotations

from engine.compiler.fresh_ids import FreshIds
from engine.compiler.graph import connected, synthetic_flow
from engine.model.process import ElementType, FlowNode, Scope


def explicit_end(scope: Scope, owner_id: str, fresh: FreshIds) -> Scope:
    """Lead every node without a way out to one added none end event, which each token ends at by itself."""
    nodes = scope.nodes.values()
    last = [node for node in nodes if not node.outgoing and node.type is not ElementType.END_EVENT]
    if not last:
        return scope
    end = FlowNode(id=fresh.of(owner_id, "end"), type=ElementType.END_EVENT, line=last[-1].line, synthetic=True)
    added = [synthetic_flow(fresh.of(node.id, "to_end"), node, end) for node in last]
    return connected((*nodes, end), (*scope.flows.values(), *added))
