"""Parallel gateways."""

from __future__ import annotations

from engine.interpreter.spiff.behaviors.join import JoinSpec
from engine.interpreter.spiff.token import Token


class ParallelGatewaySpec(JoinSpec):
    """Fires when each incoming flow has a token (BPMN 2.0 §13.4.1); then all outgoing flows are taken."""

    def arrived(self, join: Token) -> None:
        if len(join.memory["arrived"]) == len(self.node.incoming):
            self.release(join)
