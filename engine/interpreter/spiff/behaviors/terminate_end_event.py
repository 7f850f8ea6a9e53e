"""Terminate end events."""

from __future__ import annotations

from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.token import Token


class TerminateEndEventSpec(NodeSpec):
    """Ends every other token of its scope; the scope then completes (BPMN 2.0 §13.5.6)."""

    def _on_complete_hook(self, my_task: Token) -> None:
        super()._on_complete_hook(my_task)
        for other in my_task.scope.children:
            if other is not my_task:
                my_task.workflow.terminate(other)
