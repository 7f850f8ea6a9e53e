"""What a verification can find, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine import messages
from engine.history.events import Stream, StreamKind


class Status(StrEnum):
    """What a check found; each is a message ``history.status.…`` of the catalogue."""

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
    KEY_MISSING = "key_missing"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One fault and its place: a row of a stream, or a checkpoint."""

    fault: Fault
    stream: Stream | None = None
    seq: int | None = None
    part: int | None = None
    checkpoint: int | None = None
    key_id: str | None = None

    def message(self, language: messages.Language = "vi") -> str:
        """What does not fit and where, in one sentence."""
        return messages.text(
            f"history.fault.{self.fault}",
            language,
            stream=stream_name(self.stream, language) if self.stream else "",
            seq=self.seq,
            part=self.part,
            checkpoint=self.checkpoint,
            key_id=self.key_id,
        )


def status_message(status: Status, language: messages.Language = "vi") -> str:
    """What a verdict means, in one sentence."""
    return messages.text(f"history.status.{status}", language)


def stream_name(stream: Stream, language: messages.Language = "vi") -> str:
    """How people call a stream: the case with its key, or the log of something."""
    name = StreamKind(stream.kind).name.lower() if stream.kind in set(StreamKind) else "unknown"
    return messages.text(f"history.stream_name.{name}", language, key=stream.key)
