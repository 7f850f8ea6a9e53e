"""Inclusive gateways."""

from __future__ import annotations

from collections.abc import Mapping

from engine.interpreter.spiff.behaviors.join import JoinSpec
from engine.interpreter.spiff.conditions import is_true, no_flow_taken
from engine.interpreter.spiff.token import Token


class InclusiveGatewaySpec(JoinSpec):
    """Fires when no token can still bring what is missing (BPMN 2.0 §13.4.2); takes every flow that is true.

    `reach` gives, for each element of the scope, the incoming flows a token there can still arrive on without
    passing this gateway.
    """

    reach: Mapping[str, frozenset[str]] = {}

    def watch(self, join: Token) -> None:
        super().watch(join)
        join.workflow.inclusive_joins[join.id] = join

    def arrived(self, join: Token) -> None:
        if len(join.memory["arrived"]) == len(self.node.incoming):
            self.release(join)

    def fire(self, join: Token) -> bool:
        """Release `join` unless a token holds it back; asked when nothing else moves."""
        full = join.memory["arrived"].keys()
        for other in join.scope.children:
            reachable = self.reach.get(other.task_spec.name, frozenset())
            # A token that could also come on a flow that has one already does not hold the gateway back.
            if not reachable <= full and reachable.isdisjoint(full):
                return False
        self.release(join)
        return True

    def enter(self, token: Token) -> bool:
        default = self.node.default_flow
        chosen = tuple(flow for flow in self.flows if flow.id != default and is_true(token, flow))
        if not chosen and self.flows:
            chosen = tuple(flow for flow in self.flows if flow.id == default)
            if not chosen:
                raise no_flow_taken(self.node.id)
        token.exits = chosen
        return True
