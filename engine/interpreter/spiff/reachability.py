"""Which incoming flows of an inclusive gateway a token elsewhere can still arrive on (BPMN 2.0 §13.4.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from engine.model.process import FlowNode, Scope


def reachable_entries(scope: Scope, gateway: FlowNode) -> Mapping[str, frozenset[str]]:
    """For each node of `scope`: the incoming flows of `gateway` at the end of a path from it that avoids `gateway`.

    A boundary event can be reached from its host.
    """
    before: dict[str, set[str]] = defaultdict(set)
    for flow in scope.flows.values():
        before[flow.target].add(flow.source)
    for node in scope.nodes.values():
        if node.attached_to is not None:
            before[node.id].add(node.attached_to)
    reach: dict[str, set[str]] = defaultdict(set)
    for entry in gateway.incoming:
        for node_id in _sources(scope.flows[entry].source, before, gateway.id):
            reach[node_id].add(entry)
    return {node_id: frozenset(entries) for node_id, entries in reach.items()}


def _sources(start: str, before: Mapping[str, set[str]], avoided: str) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        node_id = todo.pop()
        if node_id != avoided and node_id not in found:
            found.add(node_id)
            todo.extend(before.get(node_id, ()))
    return found
