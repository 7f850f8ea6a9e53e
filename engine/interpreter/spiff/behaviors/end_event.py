"""End events that do more than end a token: error and terminate."""

from __future__ import annotations

from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.behaviors.passing import PassingEventSpec
from engine.interpreter.spiff.evaluation import required_text
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.throwing import throw
from engine.interpreter.spiff.token import Token
from engine.model.process import ErrorDefinition

UNHANDLED_ERROR = "UNHANDLED_ERROR_EVENT"


class ErrorEndEventSpec(PassingEventSpec):
    """Throws; caught, it ends with the scope around it, uncaught it stands at an incident."""

    def enter(self, token: Token) -> bool:
        self.map_inputs(token)
        error = self.node.event
        assert isinstance(error, ErrorDefinition) and error.code is not None
        code = required_text(token, "errorCode", error.code)
        if not throw(token, code, {}):
            raise Failure(UNHANDLED_ERROR, "interpreter.error_not_caught", code=code, text="")
        return False


class TerminateEndEventSpec(NodeSpec):
    """Ends every other token of its scope; the scope then completes (BPMN 2.0 §13.5.6)."""

    def _on_complete_hook(self, my_task: Token) -> None:
        super()._on_complete_hook(my_task)
        assert my_task.scope is not None
        for other in my_task.scope.children:
            if other is not my_task:
                my_task.workflow.terminate(other)
