"""Rules on gateways and conditions: every choice can be decided, and only choices carry conditions."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.registry import Hit, Subject, hit, rule
from engine.model.process import ElementType, FlowNode, MessageDefinition, Scope, TimerDefinition

_CHOICES = (ElementType.EXCLUSIVE_GATEWAY, ElementType.INCLUSIVE_GATEWAY)
_UNCONDITIONAL = (ElementType.PARALLEL_GATEWAY, ElementType.EVENT_BASED_GATEWAY)


def _choices(subject: Subject) -> Iterator[tuple[FlowNode, Scope]]:
    for each in subject.scopes:
        for node in each.scope.nodes.values():
            if node.type in _CHOICES and len(node.outgoing) > 1:
                yield node, each.scope


@rule("bpmn.flow_without_condition")
def every_way_out_of_a_choice_has_a_condition(subject: Subject) -> Iterator[Hit]:
    for node, scope in _choices(subject):
        for flow_id in node.outgoing:
            flow = scope.flows[flow_id]
            if flow.condition is None and flow_id != node.default_flow:
                yield Hit(flow_id, flow.line, {"gateway": node.id})


@rule("bpmn.gateway_without_default", severity="warning")
def a_choice_has_a_default(subject: Subject) -> Iterator[Hit]:
    """Without a default, an incident arises when no condition is true."""
    for node, _ in _choices(subject):
        if node.default_flow is None:
            yield hit(node)


@rule("bpmn.default_with_condition", severity="warning")
def a_default_flow_has_no_condition(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        for node in each.scope.nodes.values():
            flow = each.scope.flows.get(node.default_flow or "")
            if flow is not None and flow.condition is not None:
                yield Hit(flow.id, flow.line, {"gateway": node.id})


@rule("bpmn.condition_not_allowed")
def a_gateway_that_does_not_choose_has_no_conditions(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        for node in each.scope.nodes.values():
            for flow_id in node.outgoing if node.type in _UNCONDITIONAL else ():
                flow = each.scope.flows[flow_id]
                if flow.condition is not None:
                    yield Hit(flow_id, flow.line, {"gateway": node.id})


@rule("bpmn.event_gateway_too_few_ways")
def an_event_based_gateway_has_several_ways_out(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.type is ElementType.EVENT_BASED_GATEWAY and len(node.outgoing) < 2:
            yield hit(node)


@rule("bpmn.event_gateway_target")
def an_event_based_gateway_leads_to_catches_of_its_own(subject: Subject) -> Iterator[Hit]:
    """Its targets catch a message or a timer and have no other way in (BPMN 2.0 §10.6.6)."""
    for gateway, target in _raced(subject):
        is_catch = target.type is ElementType.INTERMEDIATE_CATCH_EVENT and isinstance(
            target.event, TimerDefinition | MessageDefinition
        )
        if not (is_catch or target.type is ElementType.RECEIVE_TASK) or len(target.incoming) > 1:
            yield hit(gateway, target=target.id)


@rule("bpmn.event_gateway_message_twice")
def an_event_based_gateway_waits_for_a_message_once(subject: Subject) -> Iterator[Hit]:
    seen: set[tuple[str, str]] = set()
    for gateway, target in _raced(subject):
        message = target.event if isinstance(target.event, MessageDefinition) else target.message
        if message is None or not message.name.text:
            continue
        if (gateway.id, message.name.text) in seen:
            yield hit(gateway, message=message.name.text)
        seen.add((gateway.id, message.name.text))


def _raced(subject: Subject) -> Iterator[tuple[FlowNode, FlowNode]]:
    for each in subject.scopes:
        for node in each.scope.nodes.values():
            for flow_id in node.outgoing if node.type is ElementType.EVENT_BASED_GATEWAY else ():
                target = each.scope.nodes.get(each.scope.flows[flow_id].target)
                if target is not None:
                    yield node, target
