"""Rules on references: each leads to something that is there and within reach. The schema sees to unique ids."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model import names
from engine.model.lint.registry import Hit, Subject, hit, rule
from engine.model.process import ElementType, FlowNode
from engine.model.tree import line_of, nearest_id

ACTIVITIES = frozenset(
    {
        ElementType.TASK,
        ElementType.MANUAL_TASK,
        ElementType.USER_TASK,
        ElementType.SERVICE_TASK,
        ElementType.SEND_TASK,
        ElementType.RECEIVE_TASK,
        ElementType.SCRIPT_TASK,
        ElementType.CALL_ACTIVITY,
        ElementType.SUB_PROCESS,
    }
)


@rule("bpmn.reference_dangling")
def a_flow_connects_nodes_that_exist(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        for flow in each.scope.flows.values():
            for attribute, target in (("sourceRef", flow.source), ("targetRef", flow.target)):
                if target not in subject.scope_of_node:
                    yield Hit(flow.id, flow.line, {"attribute": attribute, "target": target})


@rule("bpmn.flow_crosses_scope")
def a_flow_stays_in_its_scope(subject: Subject) -> Iterator[Hit]:
    """Sequence flows cross neither pools nor borders of subprocesses (BPMN 2.0 §7.6.1)."""
    for each in subject.scopes:
        for flow in each.scope.flows.values():
            for end in (flow.source, flow.target):
                if end not in each.scope.nodes and end in subject.scope_of_node:
                    yield Hit(flow.id, flow.line, {"target": end, "scope": each.id})
                    break


@rule("bpmn.default_not_outgoing")
def the_default_flow_leaves_its_node(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.default_flow is not None and node.default_flow not in node.outgoing:
            yield hit(node, flow=node.default_flow)


@rule("bpmn.reference_dangling")
def a_boundary_event_has_a_host(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.type is ElementType.BOUNDARY_EVENT and node.attached_to not in subject.scope_of_node:
            yield hit(node, attribute="attachedToRef", target=node.attached_to or "")


@rule("bpmn.boundary_host_wrong")
def a_boundary_event_sits_on_an_activity_beside_it(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        for node in each.scope.nodes.values():
            if node.attached_to is None or node.attached_to not in subject.scope_of_node:
                continue
            host: FlowNode | None = each.scope.nodes.get(node.attached_to)
            if host is None or host.type not in ACTIVITIES:
                yield hit(node, host=node.attached_to)


@rule("bpmn.reference_dangling")
def a_lane_holds_elements_that_exist(subject: Subject) -> Iterator[Hit]:
    if not subject.definitions.lanes:
        return
    ids = _ids(subject)
    for lane in subject.definitions.lanes:
        for node_id in lane.node_ids:
            if node_id not in ids:
                yield Hit(lane.id, lane.line, {"attribute": "flowNodeRef", "target": node_id})


@rule("bpmn.reference_dangling", severity="warning")
def a_message_flow_connects_what_exists(subject: Subject) -> Iterator[Hit]:
    """Message flows are drawings to the engine, hence a warning."""
    flows = list(subject.root.iter(names.bpmn("messageFlow")))
    ids = _ids(subject) if flows else frozenset()
    for flow in flows:
        for attribute in ("sourceRef", "targetRef"):
            target = (flow.get(attribute) or "").rpartition(":")[2]
            if target not in ids:
                yield Hit(nearest_id(flow), line_of(flow), {"attribute": attribute, "target": target})


def _ids(subject: Subject) -> frozenset[str]:
    return frozenset(filter(None, (element.get("id") for element in subject.root.iter(names.bpmn("*")))))
