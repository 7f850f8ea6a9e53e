"""Timers and message subscriptions: opened with their expressions evaluated, opened again after a cycle's beat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.interpreter import schedule
from engine.interpreter.port import MessageSubscriptionOpened, TimerOpened, WaitClosed
from engine.interpreter.spiff.evaluation import (
    EXTRACT_VALUE,
    attribute_value,
    brief,
    evaluate,
    required_text,
    wrong_type,
)
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.token import Token
from engine.model.process import ElementType, MessageDefinition, TimerDefinition

if TYPE_CHECKING:
    from engine.interpreter.spiff.behaviors.base import NodeSpec

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def opened(token: Token, events: Iterable[NodeSpec]) -> list[TimerOpened | MessageSubscriptionOpened]:
    """What `token` waits for, evaluated and not yet recorded; events that come from inside (errors) are left out."""
    token.memory.pop("cycles", None)
    token.memory.pop("spent", None)
    facts = (_opened_one(token, event) for event in events)
    return [fact for fact in facts if fact is not None]


def rearm(token: Token, event: NodeSpec) -> None:
    """After a non-interrupting timer fired: open its next beat, or remember that it is spent."""
    machine = token.workflow
    cycles = token.memory.get("cycles", {})
    machine.record(WaitClosed(key=token.id, element_id=event.node.id))
    due, left, interval = cycles.get(event.node.id, (0, 1, ""))
    if left == 1:
        cycles.pop(event.node.id, None)
        token.memory.setdefault("spent", []).append(event.node.id)
        return
    due_at = schedule.next_due(EPOCH + timedelta(microseconds=due), interval, machine.context.now)
    plan = schedule.Schedule(due_at, left - 1 if left > 0 else left, interval)
    machine.record(_timer(token, event, plan))


def _opened_one(token: Token, event: NodeSpec) -> TimerOpened | MessageSubscriptionOpened | None:
    if isinstance(event.definition, TimerDefinition):
        plan = _plan(token, event.definition)
        if plan is None:
            token.memory.setdefault("spent", []).append(event.node.id)
            return None
        return _timer(token, event, plan)
    if isinstance(event.definition, MessageDefinition):
        return _subscription(token, event, event.definition)
    return None


def _plan(token: Token, definition: TimerDefinition) -> schedule.Schedule | None:
    value = attribute_value(token, definition.value)
    if not isinstance(value, str):
        raise wrong_type(f"time{definition.kind.capitalize()}", "string", value)
    try:
        return schedule.schedule(definition.kind, value, token.workflow.context.now)
    except ValueError:
        raise Failure(
            EXTRACT_VALUE, "interpreter.timer_unreadable", kind=definition.kind.value, value=brief(value)
        ) from None


def _timer(token: Token, event: NodeSpec, plan: schedule.Schedule) -> TimerOpened:
    is_cycle = plan.interval is not None and not event.node.is_interrupting
    if is_cycle:
        due = (plan.due_at - EPOCH) // timedelta(microseconds=1)
        token.memory.setdefault("cycles", {})[event.node.id] = (due, plan.repetitions, plan.interval)
    return TimerOpened(
        key=token.id,
        element_id=event.node.id,
        process_instance_key=token.process_key,
        due_at=plan.due_at,
        repetitions=plan.repetitions if is_cycle else 1,
        interval=plan.interval if is_cycle else None,
    )


def _subscription(token: Token, event: NodeSpec, definition: MessageDefinition) -> MessageSubscriptionOpened:
    # Camunda 8 evaluates the key of a boundary event outside its host, all others in the waiting element.
    is_boundary = event.node.type is ElementType.BOUNDARY_EVENT
    scope_key = token.scope.variable_scope if is_boundary else None
    if definition.correlation_key is None:
        raise wrong_type("correlationKey", "string | number", None)
    key = evaluate(token, definition.correlation_key, scope_key=scope_key)
    if isinstance(key, bool) or not isinstance(key, (str, int, Decimal)):
        raise wrong_type("correlationKey", "string | number", key)
    return MessageSubscriptionOpened(
        key=token.id,
        element_id=event.node.id,
        process_instance_key=token.process_key,
        message_name=required_text(token, "message name", definition.name),
        correlation_key=key if isinstance(key, str) else plain_number(key),
        is_interrupting=event.node.is_interrupting,
    )


def plain_number(value: int | Decimal) -> str:
    """A number as people write it: without exponent, without trailing zeros."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
