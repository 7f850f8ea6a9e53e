"""Writes the evidence of one stream as a folder that ``tools/verify/verify_history.py`` checks on any machine.

events.jsonl      every event with its payloads, oldest first
erasures.jsonl    the recorded erasures that concern it
manifest.json     stream, head, digests of the files, checkpoints with the proof that they hold the stream
manifest.sig      Ed25519 signature of the manifest by the server's key
public_key.pem    that key; an auditor compares it with the copy received before
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from engine.history.body import Place, content_of, is_encrypted
from engine.history.chain import NO_HASH, EventRow, PayloadRow
from engine.history.checkpoints import Checkpoint, InclusionProof, Leaf, inclusion_proof
from engine.history.events import ERASURES, Stream
from engine.history.faults import stream_name
from engine.history.reading import erasures, of_stream, streams
from engine.history.signing import SigningKey
from engine.history.verify import HistoryNotFound
from engine.persistence.tables.history import history_checkpoint_leaf

BUNDLE_VERSION = 1
MAX_PROOFS = 24
"""A single stream moves before every checkpoint; the newest proofs cover the older events too."""


class _Traces:
    """What the events leave to be explained: payloads that were erased, and keys that may be gone."""

    def __init__(self) -> None:
        self.events = 0
        self.erased: set[Place] = set()
        self.key_ids: set[int] = set()

    def see(self, payloads: Sequence[PayloadRow]) -> None:
        """Count an event and note its payloads."""
        self.events += 1
        for payload in payloads:
            if payload.body is None:
                self.erased.add(Place(payload.stream_kind, payload.stream_key, payload.seq, payload.part))
            if payload.subject_key_id is not None:
                self.key_ids.add(payload.subject_key_id)

    def are_explained_by(self, erasure: dict[str, Any]) -> bool:
        places = {Place(*place) for place in erasure.get("payloads", [])}
        return bool(places & self.erased or self.key_ids & set(erasure.get("subject_key_ids", [])))


def export_stream(
    connection: Connection, stream: Stream, folder: Path, *, key: SigningKey, exported_by: str, now: datetime
) -> None:
    """Write the evidence of `stream` into `folder`, which is made where it is missing. Raises HistoryNotFound.

    Personal payloads stay encrypted: they are proven without being shown. A broken stream is exported as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    traces = _Traces()
    last = None
    with (folder / "events.jsonl").open("wb") as file:
        for _, events in streams(connection, stream):
            for last, payloads in events:
                traces.see(payloads)
                file.write(_line(_event(last, payloads)))
    if last is None:
        raise HistoryNotFound(stream=stream_name(stream))
    (folder / "erasures.jsonl").write_bytes(b"".join(_line(event) for event in _erasures(connection, traces)))
    manifest = {
        "bundle": BUNDLE_VERSION,
        "stream": {"kind": int(stream.kind), "key": str(stream.key)},
        "events": traces.events,
        "head": {"seq": last.seq, "hash": last.hash.hex()},
        "exported_at": now.astimezone(UTC).isoformat(),
        "exported_by": exported_by,
        "public_key_id": key.public.id,
        "files": {name: _digest(folder / name) for name in ("events.jsonl", "erasures.jsonl")},
        "proofs": [_proof(proof) for proof in _proofs(connection, stream)],
    }
    content = msgspec.json.format(msgspec.json.encode(manifest))
    (folder / "manifest.json").write_bytes(content)
    (folder / "manifest.sig").write_bytes(key.sign(content))
    (folder / "public_key.pem").write_bytes(key.public.pem())


def _event(event: EventRow, payloads: Sequence[PayloadRow]) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "format": event.format,
        "occurred_at": event.occurred_at.astimezone(UTC).isoformat(),
        "type": event.type,
        "actor": event.actor,
        "actor_kind": event.actor_kind,
        "on_behalf_of": event.on_behalf_of,
        "unit": event.unit,
        "position": event.position,
        "payload_digests": event.payload_digests.hex(),
        "hash": event.hash.hex(),
        "payloads": [_payload(payload) for payload in payloads],
    }


def _payload(payload: PayloadRow) -> dict[str, Any]:
    shown: dict[str, Any] = {"part": payload.part, "subject_key_id": payload.subject_key_id}
    if payload.body is None or payload.salt is None:
        return shown | {"erased_by": payload.erasure_seq}
    shown["salt"] = payload.salt.hex()
    try:
        content = content_of(payload.body)
        if not is_encrypted(payload.body):
            return shown | {"content": content.decode()}
    except ValueError:
        return shown | {"unreadable": base64.b64encode(payload.body).decode()}
    return shown | {"ciphertext": base64.b64encode(content).decode()}


def _erasures(connection: Connection, traces: _Traces) -> Iterator[dict[str, Any]]:
    """The events of the erasure stream that explain what is gone, each with the hash it links to."""
    wanted = {number for number, record in erasures(connection).items() if traces.are_explained_by(record)}
    previous = NO_HASH
    for _, events in streams(connection, ERASURES):
        for event, payloads in events:
            if event.seq in wanted:
                yield _event(event, payloads) | {"previous_hash": previous.hex()}
            previous = event.hash


def _proofs(connection: Connection, stream: Stream) -> Iterator[InclusionProof]:
    """The newest leaves of the stream, oldest first."""
    leaf = history_checkpoint_leaf
    query = (
        select(leaf.c.checkpoint_id, leaf.c.stream_kind, leaf.c.stream_key, leaf.c.seq, leaf.c.hash)
        .where(of_stream(leaf, stream))
        .order_by(leaf.c.seq.desc())
        .limit(MAX_PROOFS)
    )
    for checkpoint_id, *values in reversed(connection.execute(query).all()):
        yield inclusion_proof(connection, Leaf(*values), checkpoint_id)


def _proof(proof: InclusionProof) -> dict[str, Any]:
    return {
        "seq": proof.leaf.seq,
        "hash": proof.leaf.hash.hex(),
        "index": proof.index,
        "path": [node.hex() for node in proof.path],
        "checkpoint": _checkpoint(proof.checkpoint),
    }


def _checkpoint(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "id": checkpoint.id,
        "taken_at": checkpoint.taken_at.astimezone(UTC).isoformat(),
        "leaf_count": checkpoint.leaf_count,
        "root": checkpoint.root.hex(),
        "previous_checkpoint_hash": checkpoint.previous_checkpoint_hash.hex(),
        "public_key_id": checkpoint.public_key_id,
        "signature": checkpoint.signature.hex(),
    }


def _line(value: dict[str, Any]) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
