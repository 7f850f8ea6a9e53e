"""Elements that a token only passes: none events, undefined and manual tasks, gateways with one way in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.interpreter.spiff.behaviors.activity import ActivitySpec
from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.token import Token
from engine.model.process import FlowNode

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec


class PassingEventSpec(NodeSpec):
    """None start, intermediate throw and end events; mappings, if any, are done on the way."""

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.has_variables = bool(node.inputs or node.outputs)

    def enter(self, token: Token) -> bool:
        self.map_inputs(token)
        return True


class PassingTaskSpec(ActivitySpec):
    """Undefined and manual tasks: nothing the engine could wait for."""

    opens_boundaries = False

    def enter(self, token: Token) -> bool:
        self.map_inputs(token)
        return True
