"""Putting a changed graph together again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.model.process import FlowNode, Scope, SequenceFlow


def connected(nodes: Iterable[FlowNode], flows: Iterable[SequenceFlow]) -> Scope:
    """A scope whose nodes know their flows, in the order of `flows`."""
    by_id = {flow.id: flow for flow in flows}
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in by_id.values():
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    wired = {
        node.id: replace(node, incoming=tuple(incoming.get(node.id, ())), outgoing=tuple(outgoing.get(node.id, ())))
        for node in nodes
    }
    return Scope(nodes=wired, flows=by_id)


def synthetic_flow(identifier: str, source: FlowNode, target: FlowNode) -> SequenceFlow:
    """An unconditional flow that no author drew."""
    return SequenceFlow(id=identifier, source=source.id, target=target.id, line=source.line, synthetic=True)
