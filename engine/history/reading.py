"""Reads history back in batches: events with their payloads, heads, erasures and subject keys. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Table, and_, literal, select, true, union_all
from sqlalchemy import Engine as SqlEngine

from engine.history.body import Place, content_of
from engine.history.chain import EventRow, PayloadRow
from engine.history.check import Evidence, verify_chain
from engine.history.events import ERASURES, Stream, StreamKind
from engine.persistence.tables.history import history_event, history_payload, history_stream, history_subject_key
from engine.persistence.tables.instance import process_instance_state

BATCH = 2000
EventWithPayloads = tuple[EventRow, list[PayloadRow]]

_WIDTH = len(EventRow._fields)
_single, _case = history_stream.c, process_instance_state.c
HEADS = union_all(
    select(_single.stream_kind, _single.stream_key, _single.seq, _single.hash),
    select(literal(int(StreamKind.PROCESS_INSTANCE)), _case.root_key, _case.history_seq, _case.history_hash),
).subquery("heads")
"""The head of every stream, wherever it is kept."""


@contextmanager
def snapshot(database: SqlEngine) -> Iterator[Connection]:
    """A connection that sees one moment and cannot write: events, heads and checkpoints then belong together."""
    with database.connect() as connection:
        yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def of_stream(table: Any, stream: Stream | None) -> ColumnElement[bool]:
    """The condition that a row belongs to `stream`; true of every row when there is none."""
    if stream is None:
        return true()
    return and_(table.c.stream_kind == int(stream.kind), table.c.stream_key == stream.key)


def same_event(left: Any, right: Any) -> ColumnElement[bool]:
    """The condition that two rows name the same event."""
    names = ("stream_kind", "stream_key", "seq")
    return and_(*(left.c[name] == right.c[name] for name in names))


def streams(connection: Connection, only: Stream | None = None) -> Iterator[tuple[Stream, Iterator[EventWithPayloads]]]:
    """Every stream, or only one, with its events in order, each with its payloads in order.

    Consume the events of a stream before the next stream.
    """
    event, payload = history_event, history_payload
    query = (
        select(*_columns(event, EventRow), *_columns(payload, PayloadRow))
        .select_from(event.outerjoin(payload, same_event(event, payload)))
        .where(of_stream(event, only))
        .order_by(event.c.stream_kind, event.c.stream_key, event.c.seq)
    )
    rows = connection.execute(query, execution_options={"yield_per": BATCH})
    pairs = map(_split, rows)
    for key, of_one in groupby(pairs, lambda pair: (pair[0].stream_kind, pair[0].stream_key)):
        yield Stream(*key), _events(of_one)


def _columns(table: Table, row: type[EventRow | PayloadRow]) -> list[ColumnElement[Any]]:
    return [table.c[name] for name in row._fields]


def _split(row: Row[Any]) -> tuple[EventRow, PayloadRow | None]:
    # An outer join gives nulls for an event without payload; the key of a payload is never null.
    payload = PayloadRow._make(row[_WIDTH:]) if row[_WIDTH] is not None else None
    return EventRow._make(row[:_WIDTH]), payload


def _events(pairs: Iterator[tuple[EventRow, PayloadRow | None]]) -> Iterator[EventWithPayloads]:
    for _, of_one in groupby(pairs, lambda pair: pair[0].seq):
        event, first = next(of_one)
        payloads = [payload for payload in (first, *(other for _, other in of_one)) if payload is not None]
        yield event, sorted(payloads, key=attrgetter("part"))


def evidence(connection: Connection, stream: Stream | None = None) -> Evidence:
    """Subject keys and recorded erasures, as far as they concern `stream` (all without one).

    A record of erasure counts only up to the first fault of the erasure stream.
    """
    erased: set[tuple[Place, int]] = set()
    destroyed: set[int] = set()
    for number, record in erasures(connection).items():
        erased |= {(Place(*place), number) for place in record.get("payloads", [])}
        destroyed |= {int(key_id) for key_id in record.get("subject_key_ids", [])}
    key = history_subject_key.c
    query = select(key.id, key.key).where(key.key.is_not(None))
    if stream is not None:
        used = select(history_payload.c.subject_key_id).where(of_stream(history_payload, stream))
        query = query.where(key.id.in_(used))
    keys = {row.id: row.key for row in connection.execute(query)}
    return Evidence(keys, frozenset(destroyed), frozenset(erased))


def erasures(connection: Connection) -> dict[int, dict[str, Any]]:
    """The content of every recorded erasure, by its number in the erasure stream."""
    rows = [row for _, events in streams(connection, ERASURES) for row in events]
    verdict = verify_chain(ERASURES, rows)
    sound = rows[: verdict.head.seq]
    return {event.seq: msgspec.json.decode(content_of(payloads[0].body or b"")) for event, payloads in sound}
