"""Reading messages and errors: the root elements, and what events and receive tasks make of them."""

from __future__ import annotations

from lxml import etree

from engine.model.definitions import Error, Message
from engine.model.process import Attribute, MessageDefinition
from engine.model.reading.context import Reading, optional
from engine.model.reading.expressions import attribute, expression
from engine.model.reading.extensions import extensions
from engine.model.tree import line_of

UNKNOWN = Attribute("")
"""Stands in for a name that is missing; the file has a finding then and is never run."""


def read_message(reading: Reading, element: etree._Element) -> None:
    """``bpmn:message`` into the reading."""
    identifier = optional(element, "id")
    if identifier is None:
        return
    subscription = extensions(reading, element).get("subscription")
    reading.messages[identifier] = Message(
        id=identifier,
        name=attribute(reading, element, "name"),
        correlation_key=None if subscription is None else expression(reading, subscription, "correlationKey"),
        line=line_of(element),
    )


def read_error(reading: Reading, element: etree._Element) -> None:
    """``bpmn:error`` into the reading."""
    identifier = optional(element, "id")
    if identifier is None:
        return
    reading.errors[identifier] = Error(
        id=identifier,
        name=optional(element, "name"),
        code=attribute(reading, element, "errorCode"),
        line=line_of(element),
    )


def message_definition(reading: Reading, element: etree._Element, message_id: str | None) -> MessageDefinition:
    """The message `message_id` as the catching `element` uses it."""
    if message_id is None:
        reading.report("bpmn.message_missing", element)
        return MessageDefinition(name=UNKNOWN)
    message = reading.messages.get(message_id)
    if message is None:
        reading.report("bpmn.reference_dangling", element, attribute="messageRef", target=message_id)
        return MessageDefinition(name=UNKNOWN)
    if message.name is None:
        reading.report("bpmn.message_without_name", element, message=message_id)
    return MessageDefinition(name=message.name or UNKNOWN, correlation_key=message.correlation_key)
