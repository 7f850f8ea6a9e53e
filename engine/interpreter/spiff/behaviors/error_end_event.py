"""Error end events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.interpreter.spiff.behaviors.base import expect
from engine.interpreter.spiff.behaviors.passing import PassingEventSpec
from engine.interpreter.spiff.evaluation import required_text
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.throwing import throw
from engine.interpreter.spiff.token import Token
from engine.model.process import Attribute, ErrorDefinition, FlowNode

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec

UNHANDLED_ERROR = "UNHANDLED_ERROR_EVENT"


class ErrorEndEventSpec(PassingEventSpec):
    """Throws; caught, it ends with the scope around it, uncaught it stands at an incident."""

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.code = expect(Attribute, expect(ErrorDefinition, node.event).code)

    def enter(self, token: Token) -> bool:
        self.map_inputs(token)
        code = required_text(token, "errorCode", self.code)
        if not throw(token, code, {}):
            raise Failure(UNHANDLED_ERROR, "interpreter.error_not_caught", code=code, text="")
        return False
