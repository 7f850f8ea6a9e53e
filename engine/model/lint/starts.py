"""Rules on how processes and embedded subprocesses begin."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.flows import entry_nodes
from engine.model.lint.registry import Hit, ScopeOf, Subject, hit, rule
from engine.model.process import ElementType, FlowNode, MessageDefinition


def _starts(each: ScopeOf) -> list[FlowNode]:
    return [node for node in each.scope.nodes.values() if node.type is ElementType.START_EVENT]


@rule("bpmn.no_start")
def a_scope_has_a_beginning(subject: Subject) -> Iterator[Hit]:
    """A start event, or without any at least one node that nothing flows into."""
    for each in subject.scopes:
        if not entry_nodes(each.scope):
            yield hit(each)


@rule("bpmn.several_none_starts")
def a_scope_has_one_none_start_event(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        for node in [node for node in _starts(each) if node.event is None][1:]:
            yield hit(node, scope=each.id)


@rule("bpmn.start_event_in_subprocess")
def an_embedded_subprocess_starts_with_a_none_event(subject: Subject) -> Iterator[Hit]:
    """The token enters from outside, so there is nothing to wait for (BPMN 2.0 §10.5.2)."""
    for each in subject.scopes:
        for node in _starts(each) if each.owner is not None else ():
            if node.event is not None:
                yield hit(node, scope=each.id)


@rule("bpmn.start_message_twice")
def a_message_starts_a_process_at_one_place(subject: Subject) -> Iterator[Hit]:
    for process in subject.definitions.processes:
        seen: set[str] = set()
        for node in process.scope.nodes.values():
            if node.type is not ElementType.START_EVENT or not isinstance(node.event, MessageDefinition):
                continue
            name = node.event.name.text
            if name and name in seen:
                yield hit(node, message=name)
            seen.add(name)
