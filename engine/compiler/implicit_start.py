"""A start event where none is drawn: every node that nothing flows into begins at once (BPMN 2.0 §10.5.2)."""

from __future__ import annotations

from engine.compiler.fresh_ids import FreshIds
from engine.compiler.graph import connected, synthetic_flow
from engine.model.process import ElementType, FlowNode, Scope


def explicit_start(scope: Scope, owner_id: str, fresh: FreshIds) -> Scope:
    """Add a none start event that leads to all beginnings; several of them are forked by a later rewrite."""
    nodes = scope.nodes.values()
    if any(node.type is ElementType.START_EVENT for node in nodes):
        return scope
    beginnings = [node for node in nodes if not node.incoming and node.type is not ElementType.BOUNDARY_EVENT]
    if not beginnings:
        return scope
    start = FlowNode(
        id=fresh.of(owner_id, "start"), type=ElementType.START_EVENT, line=beginnings[0].line, synthetic=True
    )
    added = [synthetic_flow(fresh.of(start.id, f"to_{node.id}"), start, node) for node in beginnings]
    return connected((start, *nodes), (*added, *scope.flows.values()))
