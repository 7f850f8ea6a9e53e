"""Reading events: exactly one definition each, of a kind that its place allows; the rest is refused."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from engine.model.process import (
    ElementType,
    ErrorDefinition,
    EventDefinition,
    FlowNode,
    LinkDefinition,
    MessageDefinition,
    TerminateDefinition,
    TimerDefinition,
    TimerKind,
)
from engine.model.reading.activities import read_job
from engine.model.reading.context import Reading, bpmn_children, child_text, is_true, optional, reference
from engine.model.reading.expressions import from_text
from engine.model.reading.extensions import Extensions, form_reference
from engine.model.reading.messages import UNKNOWN, message_definition

_ALLOWED = {
    ElementType.START_EVENT: ("message", "timer"),
    ElementType.INTERMEDIATE_CATCH_EVENT: ("message", "timer", "link"),
    ElementType.INTERMEDIATE_THROW_EVENT: ("message", "link"),
    ElementType.BOUNDARY_EVENT: ("message", "timer", "error"),
    ElementType.END_EVENT: ("message", "error", "terminate"),
}
_UNSUPPORTED = {
    "signal": "bpmn.unsupported.signal_event",
    "escalation": "bpmn.unsupported.escalation_event",
    "compensate": "bpmn.unsupported.compensation",
    "conditional": "bpmn.unsupported.conditional_event",
    "cancel": "bpmn.unsupported.transaction",
}
_NEEDS_DEFINITION = (ElementType.INTERMEDIATE_CATCH_EVENT, ElementType.BOUNDARY_EVENT)
_THROWS = (ElementType.INTERMEDIATE_THROW_EVENT, ElementType.END_EVENT)
_TIMERS = {"timeDate": TimerKind.DATE, "timeDuration": TimerKind.DURATION, "timeCycle": TimerKind.CYCLE}


def read_event(reading: Reading, element: etree._Element, node: FlowNode, found: Extensions) -> FlowNode:
    """`node` with its event definition and, for message throws, its job."""
    event = _event(reading, element, node.type)
    node = replace(node, event=event)
    if node.type is ElementType.BOUNDARY_EVENT:
        return replace(
            node,
            attached_to=reference(element.get("attachedToRef")),
            is_interrupting=is_true(element, "cancelActivity", default=True),
        )
    if node.type in _THROWS and isinstance(event, MessageDefinition):
        return replace(node, behavior=read_job(reading, element, found))
    if node.type is ElementType.START_EVENT:
        return replace(node, form=form_reference(reading, found))
    return node


def _event(reading: Reading, element: etree._Element, kind: ElementType) -> EventDefinition | None:
    definitions = _definitions(reading, element)
    if len(definitions) > 1 or is_true(element, "parallelMultiple"):
        reading.report("bpmn.unsupported.multiple_event", element)
        return None
    if not definitions:
        if kind in _NEEDS_DEFINITION:
            reading.report("bpmn.event_without_definition", element)
        return None
    name, definition = definitions[0]
    if name not in _ALLOWED[kind]:
        reading.report(_UNSUPPORTED.get(name, "bpmn.event_not_allowed"), element, event=name)
        return None
    if name == "timer":
        return _timer(reading, element, definition)
    if name == "message":
        return _message(reading, element, definition, kind)
    if name == "error":
        return _error(reading, element, definition)
    if name == "link":
        return LinkDefinition(name=optional(definition, "name") or "")
    return TerminateDefinition()


def _definitions(reading: Reading, element: etree._Element) -> list[tuple[str, etree._Element]]:
    """The event definitions of `element` by kind; those it refers to are looked up (BPMN 2.0 §10.5.1)."""
    found = []
    for name, child in bpmn_children(element):
        if name.endswith("EventDefinition"):
            found.append((name.removesuffix("EventDefinition"), child))
        elif name == "eventDefinitionRef":
            target = reference(child.text)
            definition = reading.event_definitions.get(target or "")
            if definition is None:
                reading.report("bpmn.reference_dangling", element, attribute=name, target=target)
            else:
                tag = etree.QName(definition).localname
                found.append((tag.removesuffix("EventDefinition"), definition))
    return found


def _timer(reading: Reading, element: etree._Element, definition: etree._Element) -> TimerDefinition | None:
    for name, kind in _TIMERS.items():
        text = child_text(definition, name)
        if text is not None:
            return TimerDefinition(kind=kind, value=from_text(reading, element, name, text))
    reading.report("bpmn.timer_without_value", element)
    return None


def _message(
    reading: Reading, element: etree._Element, definition: etree._Element, kind: ElementType
) -> MessageDefinition:
    message_id = reference(definition.get("messageRef"))
    if kind in _THROWS and message_id is None:
        # A throw is a job, and the worker knows what to send; the diagram need not name the message.
        return MessageDefinition(name=UNKNOWN)
    return message_definition(reading, element, message_id)


def _error(reading: Reading, element: etree._Element, definition: etree._Element) -> ErrorDefinition:
    error_id = reference(definition.get("errorRef"))
    if error_id is None:
        return ErrorDefinition()
    error = reading.errors.get(error_id)
    if error is None:
        reading.report("bpmn.reference_dangling", element, attribute="errorRef", target=error_id)
        return ErrorDefinition()
    return ErrorDefinition(code=error.code)
