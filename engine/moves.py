"""How history spells what the interpreter did: one short list a fact, the verb first.

The forms are read by the case page and by auditors' tools; they only ever grow at their end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.interpreter import port

Move = list[Any]


def move(fact: port.Fact) -> Move:
    """One fact: verb, key, element, and what cannot be found elsewhere."""
    return _SPELLINGS[type(fact)](fact)


def _user_task(fact: port.UserTaskOpened) -> Move:
    due = None if fact.due_date is None else fact.due_date.isoformat()
    return ["task", fact.key, fact.element_id, fact.assignee, list(fact.candidate_groups), due]


def _instance(fact: port.ProcessInstanceActivated) -> Move:
    return ["instance activated", fact.key, fact.process_id, fact.program_key, fact.parent_element_instance_key]


def _element(verb: str) -> Callable[[Any], Move]:
    return lambda fact: [verb, fact.key, fact.element_id]


def _key(verb: str) -> Callable[[Any], Move]:
    return lambda fact: [verb, fact.key]


_SPELLINGS: dict[type[port.Fact], Callable[[Any], Move]] = {
    port.ProcessInstanceActivated: _instance,
    port.ProcessInstanceCompleted: _key("instance completed"),
    port.ProcessInstanceTerminated: _key("instance terminated"),
    port.ElementActivated: lambda fact: ["activated", fact.key, fact.element_id, fact.scope_key],
    port.ElementCompleted: _element("completed"),
    port.ElementTerminated: _element("terminated"),
    port.SequenceFlowTaken: lambda fact: ["flow", fact.process_instance_key, fact.flow_id],
    port.UserTaskOpened: _user_task,
    port.JobOpened: lambda fact: ["job", fact.key, fact.element_id, fact.type],
    port.TimerOpened: lambda fact: ["timer", fact.key, fact.element_id, fact.due_at.isoformat()],
    port.MessageSubscriptionOpened: lambda fact: [
        "message",
        fact.key,
        fact.element_id,
        fact.message_name,
        fact.correlation_key,
    ],
    port.WaitClosed: _element("closed"),
    port.IncidentRaised: lambda fact: ["incident", fact.key, fact.element_id, fact.error_type, fact.message],
    port.IncidentCleared: _key("incident cleared"),
}
