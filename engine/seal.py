"""The last thing a command does before its commit: settle what moved and link its events into their chains."""

from __future__ import annotations

from typing import Any

from engine.history.events import HistoryEvent, Stream, process_instance_stream
from engine.history.recorder import Recorder
from engine.history.streams import append
from engine.instance_tree import InstanceTree
from engine.moves import move
from engine.persistence.tables.history import history_event, history_payload
from engine.persistence.unit_of_work import UnitOfWork
from engine.settlement import settle, write_state

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
    for stream, event, payload in sorted(uow.stream_events, key=lambda item: item[0]):
        append(uow.connection, _recorder, _event(uow, stream, event, payload))


def _link_tree(uow: UnitOfWork, tree: InstanceTree) -> None:
    event, payload = uow.tree_events[tree.root_key]
    if tree.facts:
        payload["moves"] = [move(fact) for fact in tree.facts]
    changes = tree.variables.changes()
    if changes:
        payload["variables"] = [
            [c.scope_key, c.name, c.after] if c.is_new else [c.scope_key, c.name, c.after, c.before] for c in changes
        ]
    recorded = _recorder.record(_event(uow, process_instance_stream(tree.root_key), event, payload), tree.head)
    uow.batch.insert(history_event, recorded.event)
    for row in recorded.payloads:
        uow.batch.insert(history_payload, row)
    tree.head = recorded.head
    write_state(tree)


def _event(uow: UnitOfWork, stream: Stream, event: str, payload: dict[str, Any]) -> HistoryEvent:
    return HistoryEvent(stream=stream, type=event, actor=uow.actor, occurred_at=uow.now, payload=payload)
