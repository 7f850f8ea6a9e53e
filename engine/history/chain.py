"""The hashes of history: pure functions that link events and digest payloads.

An event is hashed over its header and the hash before it, a payload over its salt and content; the header carries the
digests of its payloads. So a payload may be erased and the chain still holds, and nothing else may change::

    digest = SHA-256("quytrinh:payload\\0" version salt part subject_key_id content)
    hash   = SHA-256("quytrinh:event\\0" version previous-hash header)

Numbers are big-endian; a text is its length in UTF-8 bytes (4 bytes, all ones for none) and the bytes. The exact layout
stands in ``docs/history.md``, so that anybody can write a second verifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

FORMAT = 1
"""Version of layout and hash functions, stored with every event and hashed."""

NO_HASH = bytes(32)
"""What the first event of a stream links to. Its header names the stream, so no two chains begin alike."""

_EVENT = b"quytrinh:event\0"
_PAYLOAD = b"quytrinh:payload\0"
_NUMBERS = Struct(">hqqq")
_PART = Struct(">hq")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a stream: its number (0 when there is none) and its hash."""

    seq: int
    hash: bytes


NO_EVENTS = Head(0, NO_HASH)


class EventRow(NamedTuple):
    """A row of `history_event`; the fields in the order of the table."""

    stream_key: int
    seq: int
    occurred_at: datetime
    stream_kind: int
    format: int
    type: str
    actor: str
    actor_kind: str
    on_behalf_of: str | None
    unit: str | None
    position: str | None
    payload_digests: bytes
    hash: bytes


class PayloadRow(NamedTuple):
    """A row of `history_payload`; `salt` and `body` are None once it is erased."""

    stream_key: int
    seq: int
    subject_key_id: int | None
    erasure_seq: int | None
    stream_kind: int
    part: int
    salt: bytes | None
    body: bytes | None


def digest(salt: bytes, part: int, subject_key_id: int | None, content: bytes, version: int = FORMAT) -> bytes:
    """The digest of one payload. `content` is canonical JSON, or nonce and ciphertext when it is encrypted."""
    return sha256(b"%b%c%b%b%b" % (_PAYLOAD, version, salt, _PART.pack(part, subject_key_id or 0), content)).digest()


def link(previous: bytes, event: EventRow) -> bytes:
    """The hash of `event` after `previous`: it covers every column but the hash itself."""
    texts = (event.type, event.actor, event.actor_kind, event.on_behalf_of, event.unit, event.position)
    return sha256(
        b"".join(
            (
                _EVENT,
                event.format.to_bytes(1),
                previous,
                _NUMBERS.pack(event.stream_kind, event.stream_key, event.seq, microseconds(event.occurred_at)),
                *map(_field, texts),
                _field(event.payload_digests),
            )
        )
    ).digest()


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00Z; what PostgreSQL keeps of a moment."""
    return (moment - _EPOCH) // _MICROSECOND


def _field(value: str | bytes | None) -> bytes:
    if value is None:
        return b"\xff\xff\xff\xff"
    data = value.encode() if isinstance(value, str) else value
    return len(data).to_bytes(4) + data
