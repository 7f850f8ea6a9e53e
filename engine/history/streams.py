"""Appends to single streams, whose heads are rows of `history_stream`.

The lock on the head lasts until the transaction ends, so a command takes it after all its other locks, and last of all
appends to it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, and_, insert, select, update

from engine.history.body import SubjectKey
from engine.history.chain import Head
from engine.history.events import HistoryEvent, Stream
from engine.history.recorder import Recorded, Recorder
from engine.persistence.tables.history import history_event, history_payload, history_stream

_LOCK = select(history_stream.c.seq, history_stream.c.hash).with_for_update()


def _is(stream: Stream) -> ColumnElement[bool]:
    return and_(history_stream.c.stream_kind == int(stream.kind), history_stream.c.stream_key == stream.key)


def lock_head(connection: Connection, stream: Stream) -> Head:
    """Lock the head of a single stream and return it. Raises LookupError when the row is not there: a migration puts it
    there and nothing removes it, so starting anew would hide a loss."""
    row = connection.execute(_LOCK.where(_is(stream))).one_or_none()
    if row is None:
        raise LookupError(f"history_stream has no row for {stream}")
    return Head(row.seq, row.hash)


def append(
    connection: Connection, recorder: Recorder, event: HistoryEvent, keys: Mapping[str, SubjectKey] | None = None
) -> Recorded:
    """Record `event` behind the head of its single stream and write everything, in two statements."""
    recorded = recorder.record(event, lock_head(connection, event.stream), keys or {})
    rows = [insert(history_event).values(recorded.event).cte("event_row")]
    rows += [
        insert(history_payload).values(row).cte(f"payload_row_{part}") for part, row in enumerate(recorded.payloads)
    ]
    new_head = update(history_stream).where(_is(event.stream))
    connection.execute(new_head.values(seq=recorded.head.seq, hash=recorded.head.hash).add_cte(*rows))
    return recorded
