"""Receive tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.interpreter.port import Fact
from engine.interpreter.spiff import events
from engine.interpreter.spiff.behaviors.activity import WorkSpec
from engine.interpreter.spiff.token import Token
from engine.model.process import FlowNode

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec


class ReceiveTaskSpec(WorkSpec):
    """Waits for its message; boundary events may be attached to it."""

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.definition = node.message

    def work(self, token: Token) -> Fact | None:
        return events.opened(token, (self,))[0]

    def enter(self, token: Token) -> bool:
        # Behind an event-based gateway the message has come before the task is entered.
        return True if token.memory.get("happened") else super().enter(token)

    def happen(self, token: Token, event_id: str, values: Mapping[str, Any]) -> None:
        if event_id == self.node.id:
            self.complete(token, values)
        else:
            super().happen(token, event_id, values)
