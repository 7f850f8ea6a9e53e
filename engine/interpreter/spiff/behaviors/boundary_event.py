"""Boundary events: interrupting ones end their host, the others let it be, as often as they happen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.interpreter.spiff import events
from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.token import Token
from engine.model.process import ErrorDefinition, FlowNode, MessageDefinition, TimerDefinition

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec


class BoundaryEventSpec(NodeSpec):
    """A timer, message or error event on the edge of an activity; its instances exist only once it has happened."""

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.has_variables = bool(node.outputs)
        if isinstance(node.event, (TimerDefinition, MessageDefinition)):
            self.definition = node.event

    @property
    def error_code(self) -> str | None:
        """The code this event catches; None for every code."""
        code = self.node.event.code if isinstance(self.node.event, ErrorDefinition) else None
        return code.text if code is not None else None

    def catch(self, host: Token, values: Mapping[str, Any]) -> None:
        """The event happened on `host`; `values` are its payload."""
        machine = host.workflow
        # Added before the host ends, so that their scope is never empty in between.
        token = machine.add(self, host.scope)
        if self.node.is_interrupting:
            machine.terminate(host)
        elif isinstance(self.definition, TimerDefinition):
            events.rearm(host, self)
        self.receive(token, values)
