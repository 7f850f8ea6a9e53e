"""Gateways that gather tokens: a join waits as one WAITING token that counts arrivals for each incoming flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.interpreter.spiff.behaviors.base import Flow, NodeSpec
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
