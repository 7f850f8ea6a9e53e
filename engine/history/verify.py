"""Verifies one stream or the whole store and names each row that does not fit.

What is checked: every chain with its payloads, that no payload stands alone, that the head kept with the state is the
last event, that every checkpoint is linked and signed, and that each head a checkpoint signed is still in its chain.
Read within `engine.history.reading.snapshot`, so that all of it is of one moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, func, select

from engine.errors import NotFound
from engine.history.check import ChainCheck, Verdict
from engine.history.checkpoint_check import check_checkpoints, check_leaves
from engine.history.events import Stream
from engine.history.faults import Broken, Fault, Status, stream_name
from engine.history.reading import BATCH, HEADS, evidence, of_stream, same_event, streams
from engine.history.signing import PublicKey
from engine.persistence.tables.history import (
    history_checkpoint,
    history_checkpoint_leaf,
    history_event,
    history_payload,
)

MAX_BROKEN = 1000
"""So many faults are listed; a store that has more needs a backup, not a longer list."""

_NONE_KNOWN: Mapping[int, bytes] = MappingProxyType({})


class HistoryNotFound(NotFound):
    """The stream has neither events nor a head."""

    code = "history.stream.not_found"


@dataclass(frozen=True, slots=True)
class Progress:
    """Events checked so far, of how many."""

    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The outcome for one stream or for all.

    `events`, `erased` (payloads) and `streams` count what was read; `checkpoints` what was checked.
    `unsealed_events` came after the newest checkpoint: their chain holds them, no signature does yet.
    """

    status: Status
    streams: int
    events: int
    erased: int
    checkpoints: int
    unsealed_events: int
    broken: tuple[Broken, ...]


def verify_stream(
    connection: Connection,
    stream: Stream,
    public_keys: Mapping[str, PublicKey],
    known: Mapping[int, bytes] = _NONE_KNOWN,
) -> Verification:
    """The verdict on one stream and on the checkpoints that seal it. Raises HistoryNotFound."""
    result = _verify(connection, stream, public_keys, known, lambda _: None)
    if not result.events and not result.broken:
        raise HistoryNotFound(stream=stream_name(stream))
    return result


def verify_store(
    connection: Connection,
    public_keys: Mapping[str, PublicKey],
    known: Mapping[int, bytes] = _NONE_KNOWN,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Verification:
    """The verdict on everything. `known` are hashes of checkpoints, by id, that were noted down elsewhere;
    `on_progress` hears of every few thousand events."""
    return _verify(connection, None, public_keys, known, on_progress)


def _verify(
    connection: Connection,
    only: Stream | None,
    public_keys: Mapping[str, PublicKey],
    known: Mapping[int, bytes],
    on_progress: Callable[[Progress], None],
) -> Verification:
    run = _Run(connection, only, on_progress)
    broken = [*islice(run.chains(), MAX_BROKEN)]
    for faults in (
        _orphans(connection, only),
        _heads(connection, only),
        check_leaves(connection, only),
        check_checkpoints(connection, public_keys, known, only),
    ):
        broken += islice(faults, MAX_BROKEN - len(broken))
    status = Status.BROKEN if broken else Status.ERASED if run.erased else Status.INTACT
    return Verification(
        status=status,
        streams=run.streams,
        events=run.events,
        erased=run.erased,
        checkpoints=_count(connection, select(func.count()).select_from(history_checkpoint)),
        unsealed_events=_unsealed(connection, only),
        broken=tuple(broken),
    )


class _Run:
    """One pass over the chains, counting."""

    def __init__(self, connection: Connection, only: Stream | None, on_progress: Callable[[Progress], None]) -> None:
        self._connection = connection
        self._only = only
        self._on_progress = on_progress
        self.streams = self.events = self.erased = 0

    def chains(self) -> Iterator[Broken]:
        """The first fault of each stream that has one."""
        total = _count(
            self._connection,
            select(func.count()).select_from(history_event).where(of_stream(history_event, self._only)),
        )
        known = evidence(self._connection, self._only)
        for stream, events in streams(self._connection, self._only):
            check = ChainCheck(stream, known)
            for event, payloads in events:
                check.feed(event, payloads)
                self.events += 1
                if self.events % BATCH == 0:
                    self._on_progress(Progress(self.events, total))
            self.streams += 1
            self.erased += check.erased
            yield from _broken(stream, check.verdict())
        self._on_progress(Progress(self.events, total))


def _broken(stream: Stream, verdict: Verdict) -> Iterator[Broken]:
    if verdict.fault is not None:
        yield Broken(fault=verdict.fault, stream=stream, seq=verdict.seq, part=verdict.part)


def _orphans(connection: Connection, only: Stream | None) -> Iterator[Broken]:
    payload, event = history_payload, history_event
    query = (
        select(payload.c.stream_kind, payload.c.stream_key, payload.c.seq, payload.c.part)
        .select_from(payload.outerjoin(event, same_event(payload, event)))
        .where(of_stream(payload, only), event.c.seq.is_(None))
    )
    for row in connection.execute(query):
        yield _at(Fault.PAYLOAD_ORPHAN, row)


def _heads(connection: Connection, only: Stream | None) -> Iterator[Broken]:
    """Where state and history disagree on the last event, each way."""
    event = history_event
    last = (
        select(event.c.stream_kind, event.c.stream_key, func.max(event.c.seq).label("seq"))
        .where(of_stream(event, only))
        .group_by(event.c.stream_kind, event.c.stream_key)
        .subquery()
    )
    same_stream = (HEADS.c.stream_kind == last.c.stream_kind) & (HEADS.c.stream_key == last.c.stream_key)
    kept = (
        select(HEADS.c.stream_kind, HEADS.c.stream_key, HEADS.c.seq, last.c.seq.label("last"))
        .select_from(HEADS.outerjoin(event, same_event(HEADS, event)).outerjoin(last, same_stream))
        .where(of_stream(HEADS, only), HEADS.c.seq > 0, event.c.hash.is_distinct_from(HEADS.c.hash))
    )
    for row in connection.execute(kept):
        yield _at(Fault.EVENTS_MISSING if row.last is None else Fault.HEAD, row)
    beyond = (
        select(last, HEADS.c.seq.label("kept"))
        .select_from(last.outerjoin(HEADS, same_stream))
        .where(HEADS.c.seq.is_(None) | (HEADS.c.seq < last.c.seq))
    )
    for row in connection.execute(beyond):
        yield _at(Fault.HEAD_MISSING if row.kept is None else Fault.HEAD, row)


def _unsealed(connection: Connection, only: Stream | None) -> int:
    """Events after the newest leaf of their stream."""
    event, leaf = history_event, history_checkpoint_leaf

    def last(table: Any) -> Any:
        key = (table.c.stream_kind, table.c.stream_key)
        top = func.max(table.c.seq).label("seq")
        return select(*key, top).where(of_stream(table, only)).group_by(*key).subquery()

    events, leaves = last(event), last(leaf)
    same = (events.c.stream_kind == leaves.c.stream_kind) & (events.c.stream_key == leaves.c.stream_key)
    gap = func.greatest(events.c.seq - func.coalesce(leaves.c.seq, 0), 0)
    return _count(connection, select(func.coalesce(func.sum(gap), 0)).select_from(events.outerjoin(leaves, same)))


def _count(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())


def _at(fault: Fault, row: Any) -> Broken:
    part = getattr(row, "part", None)
    return Broken(fault=fault, stream=Stream(row.stream_kind, row.stream_key), seq=row.seq, part=part)
