"""Turns an event into rows and a new head; reads and writes nothing.

The unit of work writes the rows of a process instance in its one statement, and the new head on the locked row of the
instance; ``engine.history.streams`` does the same for single streams.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.history.body import Place, SubjectKey, content_of, encrypted, packed
from engine.history.canonical import canonical
from engine.history.chain import FORMAT, NO_HASH, EventRow, Head, digest, link
from engine.history.events import HistoryEvent

SALT_BYTES = 16
_NO_KEYS: Mapping[str, SubjectKey] = {}


@dataclass(frozen=True, slots=True)
class Recorded:
    """The rows of one event, by column name, and the head of its stream after it."""

    event: dict[str, Any]
    payloads: tuple[dict[str, Any], ...]
    head: Head


class Recorder:
    """Records events; `random` gives salts (``os.urandom`` unless a test wants the same rows twice)."""

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random

    def record(self, event: HistoryEvent, head: Head, keys: Mapping[str, SubjectKey] = _NO_KEYS) -> Recorded:
        """Link `event` behind `head`. `keys` holds the key of every subject in ``event.personal``.

        Raises KeyError when a subject has no key, ValueError when a payload is no JSON value.
        """
        seq = head.seq + 1
        contents: list[tuple[bytes, SubjectKey | None]] = [(canonical(event.payload), None)]
        contents += [(canonical(event.personal[subject]), keys[subject]) for subject in sorted(event.personal)]
        payloads, digests = [], []
        for part, (content, key) in enumerate(contents):
            body, digested = _stored(content, key, Place(*event.stream, seq, part))
            salt = self._random(SALT_BYTES)
            key_id = key.id if key else None
            digests.append(digest(salt, part, key_id, digested))
            payloads.append(_payload_row(event, seq, part, key_id, salt, body))
        row = _event_row(event, seq, b"".join(digests))
        row["hash"] = link(head.hash, EventRow(**row))
        return Recorded(row, tuple(payloads), Head(seq, row["hash"]))


def _stored(content: bytes, key: SubjectKey | None, place: Place) -> tuple[bytes, bytes]:
    """The body to store, and what of it is digested."""
    if key is None:
        return packed(content), content
    body = encrypted(content, key, place)
    return body, content_of(body)


def _payload_row(
    event: HistoryEvent, seq: int, part: int, subject_key_id: int | None, salt: bytes, body: bytes
) -> dict[str, Any]:
    return {
        "stream_key": event.stream.key,
        "seq": seq,
        "subject_key_id": subject_key_id,
        "stream_kind": int(event.stream.kind),
        "part": part,
        "salt": salt,
        "body": body,
    }


def _event_row(event: HistoryEvent, seq: int, payload_digests: bytes) -> dict[str, Any]:
    """The row without its hash."""
    actor = event.actor
    return {
        "stream_key": event.stream.key,
        "seq": seq,
        "occurred_at": event.occurred_at,
        "stream_kind": int(event.stream.kind),
        "format": FORMAT,
        "type": str(event.type),
        "actor": actor.username,
        "actor_kind": actor.kind,
        "on_behalf_of": actor.on_behalf_of,
        "unit": actor.unit,
        "position": actor.position,
        "payload_digests": payload_digests,
        "hash": NO_HASH,
    }
