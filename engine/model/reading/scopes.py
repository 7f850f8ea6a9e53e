"""Reading the inside of processes and embedded subprocesses: nodes, sequence flows, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from engine import feel
from engine.model import names
from engine.model.process import ElementType, FlowNode, Scope, SequenceFlow
from engine.model.reading.activities import read_activity
from engine.model.reading.context import Reading, bpmn_children, is_true, optional, text_of
from engine.model.reading.events import read_event
from engine.model.reading.expressions import expression_from_text
from engine.model.reading.extensions import extensions, mappings, properties
from engine.model.reading.refused import REFUSED
from engine.model.tree import line_of

_NODES = {
    "startEvent": ElementType.START_EVENT,
    "endEvent": ElementType.END_EVENT,
    "boundaryEvent": ElementType.BOUNDARY_EVENT,
    "intermediateCatchEvent": ElementType.INTERMEDIATE_CATCH_EVENT,
    "intermediateThrowEvent": ElementType.INTERMEDIATE_THROW_EVENT,
    "task": ElementType.TASK,
    "manualTask": ElementType.MANUAL_TASK,
    "userTask": ElementType.USER_TASK,
    "serviceTask": ElementType.SERVICE_TASK,
    "sendTask": ElementType.SEND_TASK,
    "receiveTask": ElementType.RECEIVE_TASK,
    "scriptTask": ElementType.SCRIPT_TASK,
    "callActivity": ElementType.CALL_ACTIVITY,
    "subProcess": ElementType.SUB_PROCESS,
    "exclusiveGateway": ElementType.EXCLUSIVE_GATEWAY,
    "parallelGateway": ElementType.PARALLEL_GATEWAY,
    "inclusiveGateway": ElementType.INCLUSIVE_GATEWAY,
    "eventBasedGateway": ElementType.EVENT_BASED_GATEWAY,
}
_EVENTS = frozenset(
    {
        ElementType.START_EVENT,
        ElementType.END_EVENT,
        ElementType.BOUNDARY_EVENT,
        ElementType.INTERMEDIATE_CATCH_EVENT,
        ElementType.INTERMEDIATE_THROW_EVENT,
    }
)
_GATEWAYS = frozenset(
    {
        ElementType.EXCLUSIVE_GATEWAY,
        ElementType.PARALLEL_GATEWAY,
        ElementType.INCLUSIVE_GATEWAY,
        ElementType.EVENT_BASED_GATEWAY,
    }
)

_FlowIds = Mapping[str, Sequence[str]]
"""Ids of flows by the node they enter or leave."""


def read_scope(reading: Reading, container: etree._Element) -> Scope:
    """All that `container`, a process or a subprocess, holds directly, in document order."""
    flows: dict[str, SequenceFlow] = {}
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for element in container.iterchildren(names.bpmn("sequenceFlow")):
        flow = _flow(reading, element)
        if flow is not None:
            flows[flow.id] = flow
            outgoing.setdefault(flow.source, []).append(flow.id)
            incoming.setdefault(flow.target, []).append(flow.id)
    nodes: dict[str, FlowNode] = {}
    for name, element in bpmn_children(container):
        if name in _NODES:
            node = _node(reading, element, _NODES[name], incoming, outgoing)
            if node is not None:
                nodes[node.id] = node
        elif name in REFUSED:
            reading.report(REFUSED[name], element)
    return Scope(nodes=nodes, flows=flows)


def _flow(reading: Reading, element: etree._Element) -> SequenceFlow | None:
    identifier = optional(element, "id")
    if identifier is None:
        reading.report("bpmn.id_missing", element)
        return None
    return SequenceFlow(
        id=identifier,
        source=optional(element, "sourceRef") or "",
        target=optional(element, "targetRef") or "",
        name=optional(element, "name"),
        condition=_condition(reading, element),
        line=line_of(element),
    )


def _condition(reading: Reading, flow: etree._Element) -> feel.Expression | None:
    element = flow.find(names.bpmn("conditionExpression"))
    if element is None:
        return None
    language = (element.get("language") or "").lower()
    if language and "feel" not in language:
        reading.report("bpmn.unsupported.expression_language", flow, language=element.get("language"))
        return None
    text = text_of(element)
    return None if text is None else expression_from_text(reading, flow, "conditionExpression", text)


def _node(
    reading: Reading, element: etree._Element, kind: ElementType, incoming: _FlowIds, outgoing: _FlowIds
) -> FlowNode | None:
    identifier = optional(element, "id")
    if identifier is None:
        reading.report("bpmn.id_missing", element)
        return None
    found = extensions(reading, element)
    node = FlowNode(
        id=identifier,
        type=kind,
        name=optional(element, "name"),
        documentation=documentation(element),
        line=line_of(element),
        lane=reading.lane_of_node.get(identifier),
        incoming=tuple(incoming.get(identifier, ())),
        outgoing=tuple(outgoing.get(identifier, ())),
        inputs=mappings(reading, found, "input"),
        outputs=mappings(reading, found, "output"),
        properties=properties(found),
    )
    if kind in _EVENTS:
        return read_event(reading, element, node, found)
    if kind in _GATEWAYS:
        return _gateway(reading, element, node)
    node = read_activity(reading, element, node, found)
    return _subprocess(reading, element, node) if kind is ElementType.SUB_PROCESS else node


def _gateway(reading: Reading, element: etree._Element, node: FlowNode) -> FlowNode:
    if is_true(element, "instantiate"):
        reading.report("bpmn.unsupported.instantiate", element)
    if (element.get("eventGatewayType") or "Exclusive") != "Exclusive":
        reading.report("bpmn.unsupported.parallel_event_gateway", element)
    return replace(node, default_flow=optional(element, "default"))


def _subprocess(reading: Reading, element: etree._Element, node: FlowNode) -> FlowNode:
    if is_true(element, "triggeredByEvent"):
        reading.report("bpmn.unsupported.event_subprocess", element)
    return replace(node, scope=read_scope(reading, element))


def documentation(element: etree._Element) -> str | None:
    """The first ``bpmn:documentation`` of `element`."""
    child = element.find(names.bpmn("documentation"))
    return None if child is None else text_of(child)
