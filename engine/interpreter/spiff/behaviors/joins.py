"""Gateways that gather tokens: a join waits as one WAITING token that counts arrivals for each incoming flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.interpreter.spiff.behaviors.base import Flow, NodeSpec
from engine.interpreter.spiff.conditions import is_true, no_flow_taken
from engine.interpreter.spiff.token import TaskState, Token

if TYPE_CHECKING:
    from engine.interpreter.spiff.machine import Machine


class JoinSpec(NodeSpec):
    """With one incoming flow nothing is counted and each token passes."""

    def arrive(self, machine: Machine, scope: Token, flow: Flow) -> None:
        if len(self.node.incoming) < 2:
            machine.add(self, scope)
            return
        join = machine.joins.get((scope.id, self.name))
        if join is None:
            join = machine.add(self, scope, TaskState.WAITING)
            self.watch(join)
        arrived: dict[str, int] = join.memory.setdefault("arrived", {})
        arrived[flow.id] = arrived.get(flow.id, 0) + 1
        self.arrived(join)

    def watch(self, join: Token) -> None:
        """Let the machine find the waiting `join` again; also after loading."""
        join.workflow.joins[join.scope.id, self.name] = join

    def arrived(self, join: Token) -> None:
        """One more token has come."""

    def release(self, join: Token) -> None:
        """Take one token from each flow that has one; the surplus waits for the next round."""
        machine = join.workflow
        arrived: dict[str, int] = join.memory.pop("arrived")
        surplus = {flow: count - 1 for flow, count in arrived.items() if count > 1}
        machine.joins.pop((join.scope.id, self.name), None)
        machine.inclusive_joins.pop(join.id, None)
        join.force_state(TaskState.READY)
        machine.agenda.append(join)
        if surplus:
            rest = machine.add(self, join.scope, TaskState.WAITING)
            rest.memory["arrived"] = surplus
            self.watch(rest)


class ParallelGatewaySpec(JoinSpec):
    """Fires when each incoming flow has a token (BPMN 2.0 §13.4.1); then all outgoing flows are taken."""

    def arrived(self, join: Token) -> None:
        if len(join.memory["arrived"]) == len(self.node.incoming):
            self.release(join)


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
