"""Signed checkpoints: one Merkle root over the heads of the streams that moved since the checkpoint before.

A checkpoint holds only what moved, and links to the one before by its hash. Leaves are kept, so every head that was
ever signed must still be found in the chain it belongs to: rewriting an old event with all hashes after it, or dropping
the end of a stream, no longer fits its leaf. What moved is found by comparing keys, not times, so no clock can hide an
event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from struct import Struct
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, func, insert, literal, select

from engine.history.chain import NO_HASH, microseconds
from engine.history.merkle import Tree
from engine.history.signing import SigningKey
from engine.persistence.tables.history import history_checkpoint, history_checkpoint_leaf, history_event

_STATEMENT = b"quytrinh:checkpoint\0"
_VERSION = b"\x01"
_NUMBERS = Struct(">qqq")
_LEAF = Struct(">hqq")
_LOCK = 0x7175_7974_7269_6E68
"""Key of the advisory lock: one checkpoint at a time, on whatever node."""
_BATCH = 5000


class Leaf(NamedTuple):
    """The head of one stream when the checkpoint was taken."""

    stream_kind: int
    stream_key: int
    seq: int
    hash: bytes

    def __bytes__(self) -> bytes:
        return _LEAF.pack(self.stream_kind, self.stream_key, self.seq) + self.hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A row of `history_checkpoint`. `id` counts from 1 without gaps."""

    id: int
    taken_at: datetime
    leaf_count: int
    root: bytes
    previous_checkpoint_hash: bytes
    public_key_id: str
    signature: bytes = b""

    def statement(self) -> bytes:
        """The bytes that are signed; the layout stands in ``docs/history.md``."""
        numbers = _NUMBERS.pack(self.id, microseconds(self.taken_at), self.leaf_count)
        hashes = self.root + self.previous_checkpoint_hash
        return _STATEMENT + _VERSION + numbers + hashes + self.public_key_id.encode()

    def hash(self) -> bytes:
        """What the next checkpoint links to, and what an auditor notes down to know it again."""
        return sha256(self.statement()).digest()


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """That `leaf` is the one at `index` of the tree of `checkpoint`."""

    checkpoint: Checkpoint
    leaf: Leaf
    index: int
    path: tuple[bytes, ...]


def take_checkpoint(connection: Connection, key: SigningKey, now: datetime) -> Checkpoint | None:
    """Sign the heads of all streams that moved; None when none did. Writes within the caller's transaction."""
    connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last = latest_checkpoint(connection)
    number = last.id + 1 if last else 1
    connection.execute(
        insert(history_checkpoint_leaf).from_select(
            ["stream_kind", "stream_key", "seq", "hash", "checkpoint_id"], _moved(number)
        )
    )
    tree = Tree()
    for leaf in leaves(connection, number):
        tree.add(bytes(leaf))
    if tree.count == 0:
        return None
    values: dict[str, Any] = {
        "id": number,
        "taken_at": now,
        "leaf_count": tree.count,
        "root": tree.root(),
        "previous_checkpoint_hash": last.hash() if last else NO_HASH,
        "public_key_id": key.public.id,
    }
    signature = key.sign(Checkpoint(**values).statement())
    connection.execute(insert(history_checkpoint).values(**values, signature=signature))
    return Checkpoint(**values, signature=signature)


def latest_checkpoint(connection: Connection) -> Checkpoint | None:
    """The newest checkpoint, if any."""
    table = history_checkpoint
    row = connection.execute(select(table).order_by(table.c.id.desc()).limit(1)).one_or_none()
    return _checkpoint(row) if row else None


def checkpoints(connection: Connection) -> Iterator[Checkpoint]:
    """All checkpoints, oldest first."""
    for row in connection.execute(select(history_checkpoint).order_by(history_checkpoint.c.id)):
        yield _checkpoint(row)


def leaves(connection: Connection, checkpoint_id: int) -> Iterator[Leaf]:
    """The leaves of a checkpoint in the order of its tree, read in batches."""
    leaf = history_checkpoint_leaf.c
    query = (
        select(leaf.stream_kind, leaf.stream_key, leaf.seq, leaf.hash)
        .where(leaf.checkpoint_id == checkpoint_id)
        .order_by(leaf.stream_kind, leaf.stream_key)
    )
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        yield Leaf(*row)


def inclusion_proof(connection: Connection, leaf: Leaf, checkpoint_id: int) -> InclusionProof:
    """Prove that `leaf` is in the checkpoint. Raises LookupError when checkpoint or leaf is not there."""
    row = connection.execute(select(history_checkpoint).where(history_checkpoint.c.id == checkpoint_id)).one_or_none()
    table = history_checkpoint_leaf.c
    position = (
        select(func.count())
        .select_from(history_checkpoint_leaf)
        .where(
            table.checkpoint_id == checkpoint_id,
            (table.stream_kind < leaf.stream_kind)
            | and_(table.stream_kind == leaf.stream_kind, table.stream_key < leaf.stream_key),
        )
    )
    index = connection.execute(position).scalar_one()
    tree = Tree(index)
    is_found = False
    for number, other in enumerate(leaves(connection, checkpoint_id)):
        is_found = is_found or (number == index and other == leaf)
        tree.add(bytes(other))
    if row is None or not is_found:
        raise LookupError(f"checkpoint {checkpoint_id} has no leaf {leaf}")
    tree.root()
    return InclusionProof(_checkpoint(row), leaf, index, tuple(tree.path))


def _moved(number: int) -> Select[Any]:
    """Heads that no leaf holds. The newest event of each stream comes from the primary key alone."""
    event, leaf = history_event.c, history_checkpoint_leaf.c
    head = (
        select(event.stream_kind, event.stream_key, func.max(event.seq).label("seq"))
        .group_by(event.stream_kind, event.stream_key)
        .subquery()
    )
    is_known = (
        select(leaf.seq)
        .where(leaf.stream_kind == head.c.stream_kind, leaf.stream_key == head.c.stream_key, leaf.seq == head.c.seq)
        .exists()
    )
    return (
        select(event.stream_kind, event.stream_key, event.seq, event.hash, literal(number))
        .join(
            head,
            and_(
                event.stream_kind == head.c.stream_kind,
                event.stream_key == head.c.stream_key,
                event.seq == head.c.seq,
            ),
        )
        .where(~is_known)
        .order_by(event.stream_kind, event.stream_key)
    )


def _checkpoint(row: Row[Any]) -> Checkpoint:
    return Checkpoint(**row._mapping)
