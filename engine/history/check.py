"""Checks one chain, row after row, without a database: intact, erased, or broken at which row and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.history.body import Place, SubjectKey, content_of, decrypted
from engine.history.chain import FORMAT, NO_EVENTS, EventRow, Head, PayloadRow, digest, link
from engine.history.events import Stream
from engine.history.faults import Fault, Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one chain. When broken, `seq` is the first row that does not fit, `part` its payload where it is
    one, and `fault` the reason. `head` is the last event that fits, `erased` counts payloads that are lawfully gone."""

    status: Status
    head: Head
    erased: int = 0
    seq: int | None = None
    part: int | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a chain does not hold itself.

    `keys` are the living subject keys by id; `destroyed_keys` those whose destruction is recorded;
    `erased` the payloads that a recorded erasure names, each with the number of that erasure.
    """

    keys: Mapping[int, bytes] = field(default_factory=dict)
    destroyed_keys: frozenset[int] = frozenset()
    erased: frozenset[tuple[Place, int]] = frozenset()


NO_EVIDENCE = Evidence()


class ChainCheck:
    """Checks one chain in the order of `seq`; after the first fault it stands still."""

    __slots__ = ("_evidence", "_stream", "erased", "fault", "head", "part", "seq")

    def __init__(self, stream: Stream, evidence: Evidence = NO_EVIDENCE) -> None:
        self._stream = stream
        self._evidence = evidence
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
            self.seq, self.fault = seq, fault
            return
        for part, payload in enumerate(payloads):
            fault = self._fault_of_payload(event, part, payload)
            if fault is not None:
                self.seq, self.part, self.fault = seq, part, fault
                return
        self.head = Head(seq, event.hash)

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
            is_proven = (_place(payload), payload.erasure_seq) in self._evidence.erased
            return None if is_proven else Fault.ERASURE_UNPROVEN
        try:
            content = content_of(payload.body)
        except ValueError:
            return Fault.PAYLOAD_UNREADABLE
        expected = event.payload_digests[32 * part : 32 * part + 32]
        if digest(payload.salt, part, payload.subject_key_id, content, event.format) != expected:
            return Fault.PAYLOAD_ALTERED
        return None if payload.subject_key_id is None else self._fault_of_personal(payload, payload.subject_key_id)

    def _fault_of_personal(self, payload: PayloadRow, key_id: int) -> Fault | None:
        """A lost or exchanged key is an erasure too, and not a lawful one."""
        if key_id in self._evidence.destroyed_keys:
            self.erased += 1
            return None
        key = self._evidence.keys.get(key_id)
        if key is None:
            return Fault.KEY_MISSING
        try:
            decrypted(payload.body or b"", SubjectKey(key_id, key), _place(payload))
        except ValueError:
            return Fault.PAYLOAD_UNREADABLE
        return None


def _place(payload: PayloadRow) -> Place:
    return Place(payload.stream_kind, payload.stream_key, payload.seq, payload.part)


def verify_chain(
    stream: Stream, rows: Iterable[tuple[EventRow, Sequence[PayloadRow]]], evidence: Evidence = NO_EVIDENCE
) -> Verdict:
    """The verdict on `rows`: all events of `stream` in order, each with its payloads."""
    check = ChainCheck(stream, evidence)
    for event, payloads in rows:
        check.feed(event, payloads)
    return check.verdict()
