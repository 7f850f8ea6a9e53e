"""Exclusive gateways: the first flow whose condition is true, else the default."""

from __future__ import annotations

from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.conditions import is_true, no_flow_taken
from engine.interpreter.spiff.token import Token


class ExclusiveGatewaySpec(NodeSpec):
    """Several ways in need no waiting: each token passes by itself (BPMN 2.0 §13.4.3)."""

    def enter(self, token: Token) -> bool:
        default = None
        for flow in self.flows:
            if flow.id == self.node.default_flow:
                default = flow
            elif is_true(token, flow):
                token.exits = (flow,)
                return True
        if default is None and self.flows:
            raise no_flow_taken(self.node.id)
        token.exits = (default,) if default is not None else ()
        return True
