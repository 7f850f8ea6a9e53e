"""The hashes of history: pure functions that link events, digest payloads, and check one chain.

An event is hashed over its header and the hash before it, a payload over its salt and content; the header carries the
digests of its payloads. So a payload may be erased and the chain still holds, and nothing else may change::

    digest = SHA-256("quytrinh:payload\\0" version salt part subject_key_id content)
    hash   = SHA-256("quytrinh:event\\0" version previous-hash header)

Numbers are big-endian; a text is its length in UTF-8 bytes (4 bytes, all ones for none) and the bytes. The exact layout
stands in ``docs/history.md``, so that anybody can write a second verifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

from engine.history.body import content_of
from engine.history.events import Stream

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


# -- checking ----------------------------------------------------------------------------------------------------


class Status(StrEnum):
    """What a check found; the worst of its parts."""

    INTACT = "intact"
    ERASED = "erased"
    """Intact, and some payloads were lawfully erased."""
    BROKEN = "broken"


class Fault(StrEnum):
    """Why something is broken; each is a message ``history.fault.…`` of the catalogue."""

    SEQUENCE = "sequence"
    FORMAT = "format"
    HASH = "hash"
    PAYLOAD_COUNT = "payload_count"
    PAYLOAD_UNREADABLE = "payload_unreadable"
    PAYLOAD_ALTERED = "payload_altered"
    PAYLOAD_ORPHAN = "payload_orphan"
    ERASURE_UNPROVEN = "erasure_unproven"
    HEAD = "head"
    HEAD_MISSING = "head_missing"
    EVENTS_MISSING = "events_missing"
    LEAF_ALTERED = "leaf_altered"
    LEAF_WITHOUT_EVENT = "leaf_without_event"
    CHECKPOINT_SEQUENCE = "checkpoint_sequence"
    CHECKPOINT_LINK = "checkpoint_link"
    CHECKPOINT_ROOT = "checkpoint_root"
    CHECKPOINT_KEY = "checkpoint_key"
    CHECKPOINT_SIGNATURE = "checkpoint_signature"
    CHECKPOINT_UNKNOWN = "checkpoint_unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one chain. When broken, `seq` is the first row that does not fit, `part` its payload where it is
    one, and `fault` the reason. `head` is the last event that fits."""

    status: Status
    head: Head
    erased: int = 0
    seq: int | None = None
    part: int | None = None
    fault: Fault | None = None


ErasureProof = Callable[[PayloadRow], bool]
"""Whether the erasure that an erased payload names is recorded and names this payload."""


class ChainCheck:
    """Checks one chain, row after row in the order of `seq`; after the first fault it stands still."""

    __slots__ = ("_is_proven", "_stream", "erased", "fault", "head", "part", "seq")

    def __init__(self, stream: Stream, is_proven: ErasureProof) -> None:
        self._stream = stream
        self._is_proven = is_proven
        self.head = NO_EVENTS
        self.erased = 0
        self.fault: Fault | None = None
        self.seq: int | None = None
        self.part: int | None = None

    def feed(self, event: EventRow, payloads: Sequence[PayloadRow]) -> None:
        """Check the next event with its payloads, sorted by part."""
        if self.fault is not None:
            return
        seq = self.head.seq + 1
        fault = self._fault_of_event(event, seq, len(payloads))
        if fault is not None:
            self.break_at(seq, fault)
            return
        for part, payload in enumerate(payloads):
            fault = self._fault_of_payload(event, part, payload)
            if fault is not None:
                self.break_at(seq, fault, part)
                return
        self.head = Head(seq, event.hash)

    def break_at(self, seq: int, fault: Fault, part: int | None = None) -> None:
        """Note a fault, unless one was found before."""
        if self.fault is None:
            self.seq, self.fault, self.part = seq, fault, part

    def verdict(self) -> Verdict:
        status = Status.BROKEN if self.fault else Status.ERASED if self.erased else Status.INTACT
        return Verdict(status, self.head, self.erased, self.seq, self.part, self.fault)

    def _fault_of_event(self, event: EventRow, seq: int, payload_count: int) -> Fault | None:
        if (event.stream_kind, event.stream_key, event.seq) != (*self._stream, seq):
            return Fault.SEQUENCE
        if event.format != FORMAT:
            return Fault.FORMAT
        if link(self.head.hash, event) != event.hash:
            return Fault.HASH
        if len(event.payload_digests) != 32 * payload_count:
            return Fault.PAYLOAD_COUNT
        return None

    def _fault_of_payload(self, event: EventRow, part: int, payload: PayloadRow) -> Fault | None:
        if payload.part != part:
            return Fault.PAYLOAD_COUNT
        if payload.body is None or payload.salt is None:
            self.erased += 1
            return None if self._is_proven(payload) else Fault.ERASURE_UNPROVEN
        try:
            content = content_of(payload.body)
        except ValueError:
            return Fault.PAYLOAD_UNREADABLE
        expected = event.payload_digests[32 * part : 32 * part + 32]
        found = digest(payload.salt, part, payload.subject_key_id, content, event.format)
        return None if found == expected else Fault.PAYLOAD_ALTERED


def verify_chain(
    stream: Stream, rows: Iterable[tuple[EventRow, Sequence[PayloadRow]]], is_proven: ErasureProof = lambda _: False
) -> Verdict:
    """The verdict on `rows`, all events of `stream` in order, each with its payloads."""
    check = ChainCheck(stream, is_proven)
    for event, payloads in rows:
        check.feed(event, payloads)
    return check.verdict()
