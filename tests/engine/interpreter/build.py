"""Processes for tests, written as Python: nodes first, then flows as ``"a -> b -> c"``."""

# ruff: noqa: A002 - `id` and `type` are what BPMN calls them.
from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from typing import Any

from engine import feel
from engine.model.process import (
    Attribute,
    CallBehavior,
    ElementType,
    ErrorDefinition,
    FlowNode,
    JobBehavior,
    MessageDefinition,
    MultiInstance,
    Process,
    Scope,
    ScriptBehavior,
    SequenceFlow,
    TerminateDefinition,
    TimerDefinition,
    TimerKind,
    UserTaskBehavior,
    VariableMapping,
)


def expr(source: str) -> feel.Expression:
    return feel.compile_expression(source)


def attr(text: str) -> Attribute:
    """Static text, or FEEL after a leading ``=``."""
    return Attribute(text, expr(text[1:]) if text.startswith("=") else None)


def io(target: str, source: str | None) -> VariableMapping:
    return VariableMapping(source=None if source is None else attr(source), target=target)


def node(id: str, type: ElementType, **fields: Any) -> FlowNode:
    return FlowNode(id=id, type=type, **fields)


def start(id: str = "start", **fields: Any) -> FlowNode:
    return node(id, ElementType.START_EVENT, **fields)


def end(id: str = "end", **fields: Any) -> FlowNode:
    return node(id, ElementType.END_EVENT, **fields)


def error_end(id: str, code: str) -> FlowNode:
    return end(id, event=ErrorDefinition(code=attr(code)))


def terminate_end(id: str) -> FlowNode:
    return end(id, event=TerminateDefinition())


def user(id: str, *, behavior: UserTaskBehavior | None = None, **fields: Any) -> FlowNode:
    return node(id, ElementType.USER_TASK, behavior=behavior or UserTaskBehavior(), **fields)


def manual(id: str, **fields: Any) -> FlowNode:
    return node(id, ElementType.MANUAL_TASK, **fields)


def service(id: str, type: str = "work", **fields: Any) -> FlowNode:
    return node(id, ElementType.SERVICE_TASK, behavior=job(type), **fields)


def job(type: str = "work", retries: str = "3", **fields: Any) -> JobBehavior:
    return JobBehavior(type=attr(type), retries=attr(retries), **fields)


def script(id: str, expression: str, result: str, **fields: Any) -> FlowNode:
    behavior = ScriptBehavior(expression=expr(expression), result_variable=result)
    return node(id, ElementType.SCRIPT_TASK, behavior=behavior, **fields)


def call(id: str, process_id: str, *, options: dict[str, Any] | None = None, **fields: Any) -> FlowNode:
    behavior = CallBehavior(process_id=attr(process_id), **(options or {}))
    return node(id, ElementType.CALL_ACTIVITY, behavior=behavior, **fields)


def exclusive(id: str, **fields: Any) -> FlowNode:
    return node(id, ElementType.EXCLUSIVE_GATEWAY, **fields)


def parallel(id: str) -> FlowNode:
    return node(id, ElementType.PARALLEL_GATEWAY)


def inclusive(id: str, **fields: Any) -> FlowNode:
    return node(id, ElementType.INCLUSIVE_GATEWAY, **fields)


def event_gateway(id: str) -> FlowNode:
    return node(id, ElementType.EVENT_BASED_GATEWAY)


def timer(kind: str, value: str) -> TimerDefinition:
    return TimerDefinition(kind=TimerKind(kind), value=attr(value))


def message(name: str, key: str | None = None) -> MessageDefinition:
    return MessageDefinition(name=attr(name), correlation_key=None if key is None else expr(key))


def catch(id: str, event: TimerDefinition | MessageDefinition, **fields: Any) -> FlowNode:
    return node(id, ElementType.INTERMEDIATE_CATCH_EVENT, event=event, **fields)


def receive(id: str, definition: MessageDefinition, **fields: Any) -> FlowNode:
    return node(id, ElementType.RECEIVE_TASK, message=definition, **fields)


def boundary(id: str, host: str, event: Any, *, interrupting: bool = True, **fields: Any) -> FlowNode:
    return node(id, ElementType.BOUNDARY_EVENT, attached_to=host, event=event, is_interrupting=interrupting, **fields)


def error(code: str | None = None) -> ErrorDefinition:
    return ErrorDefinition(code=None if code is None else attr(code))


def each(collection: str, **fields: Any) -> MultiInstance:
    """A multi-instance; `output_element` and `completion_condition` as FEEL text."""
    for name in ("output_element", "completion_condition"):
        if name in fields:
            fields[name] = expr(fields[name])
    return MultiInstance(is_sequential=fields.pop("sequential", False), input_collection=expr(collection), **fields)


def sub(id: str, nodes: Iterable[FlowNode], *flows: str | tuple[str, str], **fields: Any) -> FlowNode:
    return node(id, ElementType.SUB_PROCESS, scope=scope(nodes, *flows), **fields)


def scope(nodes: Iterable[FlowNode], *flows: str | tuple[str, str]) -> Scope:
    """`flows` are chains ``"a -> b -> c"`` or pairs of a two-node chain and its FEEL condition.

    A flow from a to b is named ``a__b``; a second one between the same two ``a__b__2``.
    """
    made: dict[str, SequenceFlow] = {}
    for item in flows:
        chain, condition = item if isinstance(item, tuple) else (item, None)
        ids = [part.strip() for part in chain.split("->")]
        for source, target in itertools.pairwise(ids):
            name = f"{source}__{target}"
            if name in made:
                name += "__2"
            made[name] = SequenceFlow(
                id=name, source=source, target=target, condition=None if condition is None else expr(condition)
            )
    wired = {
        n.id: dataclasses.replace(
            n,
            incoming=tuple(f.id for f in made.values() if f.target == n.id),
            outgoing=tuple(f.id for f in made.values() if f.source == n.id),
        )
        for n in nodes
    }
    return Scope(nodes=wired, flows=made)


def process(nodes: Iterable[FlowNode], *flows: str | tuple[str, str], id: str = "p", **fields: Any) -> Process:
    return Process(id=id, scope=scope(nodes, *flows), **fields)
