"""Intermediate catch events: timers and messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.interpreter.spiff import events
from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.token import Token
from engine.model.process import FlowNode, MessageDefinition, TimerDefinition

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec


class CatchEventSpec(NodeSpec):
    """Waits for its event, unless the event-based gateway before it has waited in its stead."""

    has_variables = True
    waits = True

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        if isinstance(node.event, (TimerDefinition, MessageDefinition)):
            self.definition = node.event

    def enter(self, token: Token) -> bool:
        if token.memory.get("happened"):
            return True
        self.map_inputs(token)
        token.workflow.facts.extend(events.opened(token, (self,)))
        return False

    def happen(self, token: Token, event_id: str, values: Mapping[str, Any]) -> None:
        if event_id != self.node.id:
            raise KeyError(event_id)
        self.receive(token, values)
        self.close_waits(token)
        token.workflow.resume(token)
