"""Timer and message start events, evaluated when a definition is deployed."""

from __future__ import annotations

from typing import Any

from engine import feel
from engine.errors import InvalidInput
from engine.interpreter import schedule
from engine.interpreter.port import StartMessage, StartTimer, Surroundings
from engine.model.process import Attribute, FlowNode, MessageDefinition, TimerDefinition


class StartEventUnreadable(InvalidInput):
    """The timer or message name of a start event cannot be evaluated without variables."""

    code = "interpreter.start_event_unreadable"


def start_waits(events: tuple[FlowNode, ...], surroundings: Surroundings) -> tuple[StartTimer | StartMessage, ...]:
    """The timers and messages of `events`; raises StartEventUnreadable."""
    context = feel.Context(now=surroundings.now(), functions=surroundings.functions)
    found = (_wait(event, context) for event in events)
    return tuple(wait for wait in found if wait is not None)


def _wait(node: FlowNode, context: feel.Context) -> StartTimer | StartMessage | None:
    if isinstance(node.event, MessageDefinition):
        return StartMessage(element_id=node.id, message_name=_text(node, node.event.name, context))
    if not isinstance(node.event, TimerDefinition):
        return None
    text = _text(node, node.event.value, context)
    try:
        plan = schedule.schedule(node.event.kind, text, context.now)
    except ValueError:
        raise StartEventUnreadable(element_id=node.id, value=text) from None
    if plan is None:
        return None
    return StartTimer(element_id=node.id, due_at=plan.due_at, repetitions=plan.repetitions, interval=plan.interval)


def _text(node: FlowNode, attribute: Attribute, context: feel.Context) -> str:
    value: Any = attribute.text
    if attribute.expression is not None:
        value = feel.to_json(attribute.expression.evaluate({}, context).value)
    if not isinstance(value, str) or not value:
        raise StartEventUnreadable(element_id=node.id, value=value)
    return value
