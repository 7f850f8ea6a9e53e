"""Event-based gateways: all events behind one are awaited at once, the first that happens decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.interpreter.port import SequenceFlowTaken
from engine.interpreter.spiff import events
from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.token import Token


class EventBasedGatewaySpec(NodeSpec):
    """The waits carry the gateway's key and the ids of the events behind it."""

    has_variables = True
    waits = True

    def enter(self, token: Token) -> bool:
        token.workflow.facts.extend(events.opened(token, (flow.target for flow in self.flows)))
        return False

    def happen(self, token: Token, event_id: str, values: Mapping[str, Any]) -> None:
        flow = next((flow for flow in self.flows if flow.target.node.id == event_id), None)
        if flow is None:
            raise KeyError(event_id)
        machine = token.workflow
        # Added before the gateway leaves, so that their scope is never empty in between.
        event = machine.add(flow.target, token.scope)
        event.memory.update(happened=True, closed=True)
        self.close_waits(token)
        token.exits = ()
        token.complete()
        if flow.reported:
            machine.record(SequenceFlowTaken(flow_id=flow.id, process_instance_key=event.process_key))
        flow.target.receive(event, values)
