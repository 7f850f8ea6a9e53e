"""Rules on messages, errors and links."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.registry import Hit, ScopeOf, Subject, hit, rule
from engine.model.process import ElementType, ErrorDefinition, FlowNode, LinkDefinition, MessageDefinition

_CATCHES = (ElementType.INTERMEDIATE_CATCH_EVENT, ElementType.BOUNDARY_EVENT)


@rule("bpmn.correlation_key_missing")
def a_message_catch_has_a_correlation_key(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        message = node.message if node.type is ElementType.RECEIVE_TASK else node.event
        if node.type is ElementType.START_EVENT or not isinstance(message, MessageDefinition):
            continue
        waits = node.type is ElementType.RECEIVE_TASK or node.type in _CATCHES
        if waits and message.name.text and message.correlation_key is None:
            yield hit(node, message=message.name.text)


@rule("bpmn.error_caught_twice")
def an_activity_catches_an_error_once(subject: Subject) -> Iterator[Hit]:
    seen: set[tuple[str | None, str | None]] = set()
    for node, error in _error_catches(subject):
        code = error.code.text if error.code is not None else None
        if (node.attached_to, code) in seen:
            yield hit(node, host=node.attached_to, error_code=code or "*")
        seen.add((node.attached_to, code))


@rule("bpmn.error_not_interrupting")
def an_error_interrupts(subject: Subject) -> Iterator[Hit]:
    for node, _ in _error_catches(subject):
        if not node.is_interrupting:
            yield hit(node)


@rule("bpmn.caught_error_code_static")
def the_code_of_a_caught_error_is_static(subject: Subject) -> Iterator[Hit]:
    for node, error in _error_catches(subject):
        if error.code is not None and error.code.text.startswith("="):
            yield hit(node)


@rule("bpmn.error_without_code")
def a_thrown_error_has_a_code(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if node.type is ElementType.END_EVENT and isinstance(node.event, ErrorDefinition) and node.event.code is None:
            yield hit(node)


def _error_catches(subject: Subject) -> Iterator[tuple[FlowNode, ErrorDefinition]]:
    for node in subject.nodes:
        if node.type is ElementType.BOUNDARY_EVENT and isinstance(node.event, ErrorDefinition):
            yield node, node.event


def _links(each: ScopeOf, kind: ElementType) -> list[tuple[FlowNode, str]]:
    return [
        (node, node.event.name)
        for node in each.scope.nodes.values()
        if node.type is kind and isinstance(node.event, LinkDefinition)
    ]


@rule("bpmn.link_without_target")
def a_link_leads_to_a_catch_in_its_scope(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        targets = {name for _, name in _links(each, ElementType.INTERMEDIATE_CATCH_EVENT)}
        for node, name in _links(each, ElementType.INTERMEDIATE_THROW_EVENT):
            if name not in targets:
                yield hit(node, link=name)


@rule("bpmn.link_target_twice")
def a_link_has_one_target(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        seen: set[str] = set()
        for node, name in _links(each, ElementType.INTERMEDIATE_CATCH_EVENT):
            if name in seen:
                yield hit(node, link=name)
            seen.add(name)


@rule("bpmn.link_without_name")
def a_link_has_a_name(subject: Subject) -> Iterator[Hit]:
    for node in subject.nodes:
        if isinstance(node.event, LinkDefinition) and not node.event.name:
            yield hit(node)


@rule("bpmn.link_with_flow")
def a_link_replaces_the_flow(subject: Subject) -> Iterator[Hit]:
    """Nothing leaves a throwing link by a flow, nothing enters a catching one (BPMN 2.0 §10.5.4)."""
    for node in subject.nodes:
        if isinstance(node.event, LinkDefinition):
            flows = node.outgoing if node.type is ElementType.INTERMEDIATE_THROW_EVENT else node.incoming
            if flows:
                yield hit(node, flow=flows[0])
