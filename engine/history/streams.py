"""Appends to single streams, whose heads are rows of `history_stream`.

The lock on the head lasts until the transaction ends, so a command takes it after all its other locks, and last of all
appends to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlalchemy import CTE, Connection, Table, Update, bindparam, insert, select, update

from engine.history.body import SubjectKey
from engine.history.chain import Head
from engine.history.events import HistoryEvent, Stream
from engine.history.recorder import Recorded, Recorder
from engine.persistence.tables.history import history_event, history_payload, history_stream

_stream = history_stream.c
_LOCK = (
    select(_stream.seq, _stream.hash)
    .where(_stream.stream_kind == bindparam("kind"), _stream.stream_key == bindparam("key"))
    .with_for_update()
)


def lock_head(connection: Connection, stream: Stream) -> Head:
    """Lock the head of a single stream and return it. Raises LookupError when the row is not there: a migration puts it
    there and nothing removes it, so starting anew would hide a loss."""
    row = connection.execute(_LOCK, {"kind": int(stream.kind), "key": stream.key}).one_or_none()
    if row is None:
        raise LookupError(f"history_stream has no row for {stream}")
    return Head(row.seq, row.hash)


def append(
    connection: Connection, recorder: Recorder, event: HistoryEvent, keys: Mapping[str, SubjectKey] | None = None
) -> Recorded:
    """Record `event` behind the head of its single stream and write everything, in two statements."""
    recorded = recorder.record(event, lock_head(connection, event.stream), keys or {})
    values = {"new_seq": recorded.head.seq, "new_hash": recorded.head.hash}
    for number, row in enumerate((recorded.event, *recorded.payloads)):
        values |= {f"{name}_{number}": value for name, value in row.items()}
    connection.execute(_statement(len(recorded.payloads)), values)
    return recorded


@cache
def _statement(payload_count: int) -> Update:
    """Insert an event (row 0) with its payloads, and move the head of its stream. Built once: building costs more than
    running."""
    names = [column.name for column in history_payload.columns if column.name != "erasure_seq"]
    rows = [_inserted(history_event, [column.name for column in history_event.columns], 0)]
    rows += [_inserted(history_payload, names, number) for number in range(1, payload_count + 1)]
    return (
        update(history_stream)
        .where(_stream.stream_kind == bindparam("stream_kind_0"), _stream.stream_key == bindparam("stream_key_0"))
        .values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))
        .add_cte(*rows)
    )


def _inserted(table: Table, names: list[str], number: int) -> CTE:
    return insert(table).values({name: bindparam(f"{name}_{number}") for name in names}).cte(f"row_{number}")
