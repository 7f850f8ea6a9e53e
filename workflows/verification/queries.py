"""What an auditor asks before verifying: whether they may, which stream a case has, and which checkpoints there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.dispatch import query_handler
from engine.history.checkpoints import checkpoints
from engine.history.events import Stream, process_instance_stream
from engine.ports import Resource
from engine.queries.find import Get, get
from engine.queries.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class AskToVerify:
    """Of the case that a process instance belongs to, or of the whole store when there is no key."""

    process_instance_key: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCheckpoints:
    """All of them, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRow:
    """`hash` in hex is what an auditor notes down to know the checkpoint again."""

    number: int
    taken_at: datetime
    streams: int
    hash: str
    public_key_id: str


@query_handler
def ask_to_verify(query: AskToVerify, reader: Reader) -> Stream | None:
    """The stream to verify, None for all. Raises AccessDenied, InstanceNotFound."""
    key = query.process_instance_key
    reader.require("history.verify", Resource(kind="history", key=key))
    if key is None:
        return None
    return process_instance_stream(get(Get(kind="process_instance", key=key), reader)["root_key"])


@query_handler
def list_checkpoints(query: ListCheckpoints, reader: Reader) -> list[CheckpointRow]:
    reader.require("history.verify", Resource(kind="history"))
    found = [
        CheckpointRow(
            number=checkpoint.id,
            taken_at=checkpoint.taken_at,
            streams=checkpoint.leaf_count,
            hash=checkpoint.hash().hex(),
            public_key_id=checkpoint.public_key_id,
        )
        for checkpoint in checkpoints(reader.connection)
    ]
    return found[::-1]
