"""Lawful erasure: the record of who erased what on which ground comes first, then the content goes.

The chain stays whole, because events hold digests only. Backups and the write-ahead log keep what they hold until they
expire: the operator's rules for backups have to say when (``docs/history.md``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, tuple_, update

from engine.actor import Actor
from engine.errors import InvalidInput, NotFound
from engine.history.body import Place
from engine.history.events import ERASURES, EventType, HistoryEvent, StreamKind
from engine.history.recorder import Recorded, Recorder
from engine.history.streams import append
from engine.persistence.tables.history import history_payload, history_subject_key


class ErasureWithoutGround(InvalidInput):
    """The legal ground, or the request of the data subject, is not stated."""

    code = "history.erasure.ground_missing"


class NothingToErase(NotFound):
    """No such subject or payload, or it was erased before."""

    code = "history.erasure.nothing"


def erase_subject(
    connection: Connection, recorder: Recorder, subject: str, *, actor: Actor, ground: str, now: datetime
) -> Recorded:
    """Destroy the key of `subject`, which makes all that is personal of them in history unreadable for good."""
    _require(ground)
    key = history_subject_key.c
    living = (key.subject == subject) & key.key.is_not(None)
    ids = list(connection.scalars(select(key.id).where(living).with_for_update()))
    if not ids:
        raise NothingToErase(what=subject)
    payload = {"subject": subject, "subject_key_ids": ids, "ground": ground}
    recorded = _record(connection, recorder, EventType.HISTORY_SUBJECT_ERASED, actor, now, payload)
    connection.execute(
        update(history_subject_key)
        .where(key.id.in_(ids))
        .values(key=None, destroyed_at=now, erasure_seq=recorded.head.seq)
    )
    return recorded


def erase_payloads(
    connection: Connection, recorder: Recorder, places: Sequence[Place], *, actor: Actor, ground: str, now: datetime
) -> Recorded:
    """Remove content and salt of single payloads, so that not even a guess of the content can be confirmed.

    All or none: raises NothingToErase when one of them is gone already or is itself the record of an erasure.
    """
    _require(ground)
    payload_row = history_payload.c
    keys = [(place.stream_kind, place.stream_key, place.seq, place.part) for place in places]
    primary_key = tuple_(payload_row.stream_kind, payload_row.stream_key, payload_row.seq, payload_row.part)
    is_erasable = payload_row.body.is_not(None) & (payload_row.stream_kind != int(StreamKind.ERASURE))
    present = primary_key.in_(keys) & is_erasable
    found = {tuple(row) for row in connection.execute(select(*primary_key.clauses).where(present).with_for_update())}
    missing = [key for key in keys if key not in found]
    if missing or not keys:
        raise NothingToErase(what=missing[0] if missing else "-")
    payload = {"payloads": sorted(found), "ground": ground}
    recorded = _record(connection, recorder, EventType.HISTORY_PAYLOAD_ERASED, actor, now, payload)
    connection.execute(
        update(history_payload).where(present).values(body=None, salt=None, erasure_seq=recorded.head.seq)
    )
    return recorded


def _require(ground: str) -> None:
    if not ground.strip():
        raise ErasureWithoutGround


def _record(
    connection: Connection,
    recorder: Recorder,
    type_: EventType,
    actor: Actor,
    now: datetime,
    payload: Mapping[str, object],
) -> Recorded:
    event = HistoryEvent(stream=ERASURES, type=type_, actor=actor, occurred_at=now, payload=payload)
    return append(connection, recorder, event)
