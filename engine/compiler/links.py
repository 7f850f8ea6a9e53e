"""Link events as sequence flows: a pair of links is one long flow drawn in two pieces (BPMN 2.0 §10.5.4)."""

from __future__ import annotations

from dataclasses import replace

from engine.compiler.fresh_ids import FreshIds
from engine.compiler.graph import connected, synthetic_flow
from engine.model.process import ElementType, LinkDefinition, Scope


def links_as_flows(scope: Scope, _owner_id: str, fresh: FreshIds) -> Scope:
    """Connect each throwing link with the catching one of its name; both stay as events that tokens pass through."""
    targets = {
        node.event.name: node
        for node in scope.nodes.values()
        if isinstance(node.event, LinkDefinition) and node.type is ElementType.INTERMEDIATE_CATCH_EVENT
    }
    if not targets:
        return scope
    added = [
        synthetic_flow(fresh.of(node.id, "link"), node, targets[node.event.name])
        for node in scope.nodes.values()
        if isinstance(node.event, LinkDefinition) and node.type is ElementType.INTERMEDIATE_THROW_EVENT
    ]
    nodes = (
        replace(node, event=None) if isinstance(node.event, LinkDefinition) else node for node in scope.nodes.values()
    )
    return connected(nodes, (*scope.flows.values(), *added))
