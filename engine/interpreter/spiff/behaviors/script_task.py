"""Script tasks: FEEL whose value becomes a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.interpreter.spiff.behaviors.activity import ActivitySpec
from engine.interpreter.spiff.behaviors.base import expect
from engine.interpreter.spiff.evaluation import evaluate
from engine.interpreter.spiff.token import Token
from engine.model.process import FlowNode, ScriptBehavior

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec


class ScriptTaskSpec(ActivitySpec):
    """Done at once; the result propagates unless output mappings take it."""

    opens_boundaries = False

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.script = expect(ScriptBehavior, node.behavior)

    def enter(self, token: Token) -> bool:
        self.map_inputs(token)
        self.receive(token, {self.script.result_variable: evaluate(token, self.script.expression)})
        return True
