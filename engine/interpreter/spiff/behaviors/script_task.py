"""Script tasks: FEEL whose value becomes a variable."""

from __future__ import annotations

from engine.interpreter.spiff.behaviors.activity import ActivitySpec
from engine.interpreter.spiff.evaluation import evaluate
from engine.interpreter.spiff.token import Token
from engine.model.process import ScriptBehavior


class ScriptTaskSpec(ActivitySpec):
    """Done at once; the result propagates unless output mappings take it."""

    opens_boundaries = False

    def enter(self, token: Token) -> bool:
        script = self.node.behavior
        assert isinstance(script, ScriptBehavior)
        self.map_inputs(token)
        self.receive(token, {script.result_variable: evaluate(token, script.expression)})
        return True
