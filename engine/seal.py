"""The last thing a command does before its commit: settle what moved and link its events into their chains."""

from __future__ import annotations

from typing import Any

from engine.history.events import HistoryEvent, Stream, process_instance_stream
from engine.history.recorder import Recorder
from engine.history.streams import append
from engine.history.subjects import subject_keys
from engine.instance_tree import InstanceTree
from engine.moves import move
from engine.persistence.tables.history import history_event, history_payload
from engine.persistence.unit_of_work import Personal, UnitOfWork
from engine.settlement import settle, write_state
from engine.variables import VariableChange

_recorder = Recorder()


def seal(uow: UnitOfWork) -> None:
    """Queue all rows of the command. Trees come first, single streams last: that is the order of locks."""
    for tree in uow.trees.values():
        if tree.has_moved:
            settle(tree)
        if tree.root_key in uow.tree_events:
            _link_tree(uow, tree)
        elif tree.has_moved:
            raise RuntimeError("a command moved an instance without saying what it is called in its history")
    if uow.deliveries:
        uow.ports.queue.defer(uow.connection, uow.deliveries)
        uow.after_commit(uow.ports.queue.wake)
    for stream, event, payload, personal in sorted(uow.stream_events, key=lambda item: item[0]):
        keys = subject_keys(uow.connection, personal, uow.now) if personal else {}
        append(uow.connection, _recorder, _event(uow, stream, event, payload, personal), keys)


def _link_tree(uow: UnitOfWork, tree: InstanceTree) -> None:
    event, payload = uow.tree_events[tree.root_key]
    if tree.facts:
        payload["moves"] = [move(fact) for fact in tree.facts]
    personal: dict[str, dict[str, Any]] = {}
    for change in (*tree.variables.passing_changes(), *tree.variables.changes()):
        target = personal.setdefault(f"case:{tree.root_key}", {}) if _is_personal(tree, change) else payload
        target.setdefault("variables", []).append(_spelled(change))
    stream = process_instance_stream(tree.root_key)
    keys = subject_keys(uow.connection, personal, uow.now) if personal else {}
    recorded = _recorder.record(_event(uow, stream, event, payload, personal), tree.head, keys)
    uow.batch.insert(history_event, recorded.event)
    for row in recorded.payloads:
        uow.batch.insert(history_payload, row)
    tree.head = recorded.head
    write_state(tree)


PERSONAL_VARIABLES = "personalVariables"
"""Property of a process (``zeebe:property``): names of variables, separated by commas, that tell of a person."""


def _is_personal(tree: InstanceTree, change: VariableChange) -> bool:
    """Whether the author of the diagram marked the variable: it is then encrypted, and can be erased with its case."""
    process = tree.execution.program_of(tree.variables.process_instance_of(change.scope_key)).process
    marked = process.properties.get(PERSONAL_VARIABLES, "")
    return bool(marked) and change.name in {name.strip() for name in marked.split(",")}


def _spelled(change: VariableChange) -> list[Any]:
    spelled = [change.scope_key, change.name, change.after]
    return spelled if change.is_new else [*spelled, change.before]


def _event(uow: UnitOfWork, stream: Stream, event: str, payload: dict[str, Any], personal: Personal) -> HistoryEvent:
    return HistoryEvent(
        stream=stream, type=event, actor=uow.actor, occurred_at=uow.now, payload=payload, personal=personal
    )
