"""Rules on sequence flows: where they may begin and end, what can be reached, and loops that never wait."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.registry import Hit, Subject, hit, rule
from engine.model.process import ElementType, FlowNode, LinkDefinition, Scope

_PASSIVE = frozenset(
    {
        ElementType.EXCLUSIVE_GATEWAY,
        ElementType.PARALLEL_GATEWAY,
        ElementType.INCLUSIVE_GATEWAY,
        ElementType.TASK,
        ElementType.MANUAL_TASK,
        ElementType.INTERMEDIATE_THROW_EVENT,
    }
)


@rule("bpmn.start_with_incoming")
def nothing_flows_into_a_start_event(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.type is ElementType.START_EVENT and node.incoming:
            yield hit(node, flow=node.incoming[0])


@rule("bpmn.end_with_outgoing")
def nothing_flows_out_of_an_end_event(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.type is ElementType.END_EVENT and node.outgoing:
            yield hit(node, flow=node.outgoing[0])


@rule("bpmn.boundary_with_incoming")
def nothing_flows_into_a_boundary_event(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.type is ElementType.BOUNDARY_EVENT and node.incoming:
            yield hit(node, flow=node.incoming[0])


@rule("bpmn.flow_to_itself")
def a_flow_leads_elsewhere(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        for flow in each.scope.flows.values():
            if flow.source == flow.target:
                yield Hit(flow.id, flow.line, {"target": flow.target})


@rule("bpmn.unreachable")
def every_node_can_be_reached(subject: Subject) -> Iterator[Hit]:
    """Where a start event is drawn, nothing else may begin on its own (BPMN 2.0 §10.5.2)."""
    for each in subject.scopes:
        nodes = each.scope.nodes
        reached = _reached(each.scope)
        missed = [node for node in nodes.values() if node.id not in reached and node.attached_to not in nodes]
        heads = [node for node in missed if not node.incoming]
        if reached:  # a scope without any beginning is one finding of its own
            yield from map(hit, heads or missed[:1])


@rule("bpmn.loop_without_wait")
def every_loop_waits_or_changes_something(subject: Subject) -> Iterator[Hit]:
    """A loop of gateways and pass-through nodes alone would turn for ever once it is entered."""
    for each in subject.scopes:
        nodes = each.scope.nodes
        passive = {node.id for node in nodes.values() if _is_passive(node)}
        flows = [f for f in each.scope.flows.values() if f.source in passive and f.target in passive]
        while True:
            sources = {flow.source for flow in flows}
            targets = {flow.target for flow in flows}
            kept = [flow for flow in flows if flow.source in targets and flow.target in sources]
            if len(kept) == len(flows):
                break
            flows = kept
        if flows and flows[0].source != flows[0].target:
            yield hit(nodes[flows[0].source])


def _is_passive(node: FlowNode) -> bool:
    return (
        node.type in _PASSIVE
        and node.behavior is None
        and not node.outputs
        and node.multi_instance is None
        and node.event is None
    )


def entry_nodes(scope: Scope) -> list[FlowNode]:
    """Where tokens begin: the start events; without any, what nothing flows into (BPMN 2.0 §10.5.2)."""
    starts = [node for node in scope.nodes.values() if node.type is ElementType.START_EVENT]
    return starts or [
        node
        for node in scope.nodes.values()
        if not node.incoming
        and node.type is not ElementType.BOUNDARY_EVENT
        and not (isinstance(node.event, LinkDefinition) and node.type is ElementType.INTERMEDIATE_CATCH_EVENT)
    ]


def _reached(scope: Scope) -> set[str]:
    """Ids of all nodes that a token may reach, along flows, boundary events and links."""
    boundaries: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    for node in scope.nodes.values():
        if node.attached_to is not None:
            boundaries.setdefault(node.attached_to, []).append(node.id)
        if isinstance(node.event, LinkDefinition) and node.type is ElementType.INTERMEDIATE_CATCH_EVENT:
            links[node.event.name] = node.id
    reached: set[str] = set()
    waiting = [node.id for node in entry_nodes(scope)]
    while waiting:
        node_id = waiting.pop()
        found = scope.nodes.get(node_id)
        if found is None or node_id in reached:
            continue
        reached.add(node_id)
        waiting += [scope.flows[flow].target for flow in found.outgoing]
        waiting += boundaries.get(node_id, [])
        if isinstance(found.event, LinkDefinition) and found.event.name in links:
            waiting.append(links[found.event.name])
    return reached
