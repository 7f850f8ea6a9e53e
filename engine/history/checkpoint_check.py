"""Checks signed checkpoints: none missing, linked and signed, each root made of its leaves, each leaf in its chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, select

from engine.history.chain import NO_HASH
from engine.history.checkpoints import Checkpoint, Leaf, checkpoints, leaves
from engine.history.events import Stream
from engine.history.faults import Broken, Fault
from engine.history.merkle import tree_root
from engine.history.reading import BATCH, of_stream, same_event
from engine.history.signing import PublicKey
from engine.persistence.tables.history import history_checkpoint_leaf, history_event


def check_checkpoints(
    connection: Connection,
    public_keys: Mapping[str, PublicKey],
    known: Mapping[int, bytes],
    only: Stream | None = None,
) -> Iterator[Broken]:
    """Every fault of the checkpoints themselves. `known` are hashes by id that the verifier noted down elsewhere:
    they show when checkpoints were removed from the end or all made anew with the server's key. With `only`, root and
    signature are checked of the checkpoints that hold a leaf of that stream; links always of all.
    """
    sealing = None if only is None else _sealing(connection, only)
    number, link = 0, NO_HASH
    for checkpoint in checkpoints(connection):
        while (number := number + 1) < checkpoint.id:
            yield Broken(fault=Fault.CHECKPOINT_SEQUENCE, checkpoint=number)
            link = checkpoint.previous_checkpoint_hash
        if checkpoint.previous_checkpoint_hash != link:
            yield Broken(fault=Fault.CHECKPOINT_LINK, checkpoint=number)
        if sealing is None or number in sealing:
            yield from _seal(connection, checkpoint, public_keys)
        link = checkpoint.hash()
        if known.get(number, link) != link:
            yield Broken(fault=Fault.CHECKPOINT_UNKNOWN, checkpoint=number)
    for missing in sorted(known_id for known_id in known if known_id > number):
        yield Broken(fault=Fault.CHECKPOINT_SEQUENCE, checkpoint=missing)


def _sealing(connection: Connection, stream: Stream) -> set[int]:
    leaf = history_checkpoint_leaf
    return set(connection.scalars(select(leaf.c.checkpoint_id).where(of_stream(leaf, stream))))


def _seal(connection: Connection, checkpoint: Checkpoint, public_keys: Mapping[str, PublicKey]) -> Iterator[Broken]:
    key = public_keys.get(checkpoint.public_key_id)
    if key is None:
        yield Broken(fault=Fault.CHECKPOINT_KEY, checkpoint=checkpoint.id, key_id=checkpoint.public_key_id)
    elif not key.has_signed(checkpoint.statement(), checkpoint.signature):
        yield Broken(fault=Fault.CHECKPOINT_SIGNATURE, checkpoint=checkpoint.id)
    if tree_root(bytes(leaf) for leaf in leaves(connection, checkpoint.id)) != checkpoint.root:
        yield Broken(fault=Fault.CHECKPOINT_ROOT, checkpoint=checkpoint.id)


def check_leaves(connection: Connection, only: Stream | None = None) -> Iterator[Broken]:
    """Every leaf whose event is gone or has another hash than the one that was signed."""
    leaf, event = history_checkpoint_leaf, history_event
    query = (
        select(*(leaf.c[name] for name in Leaf._fields), leaf.c.checkpoint_id, event.c.hash.label("found"))
        .select_from(leaf.outerjoin(event, same_event(leaf, event)))
        .where(of_stream(leaf, only), event.c.hash.is_distinct_from(leaf.c.hash))
        .order_by(leaf.c.stream_kind, leaf.c.stream_key, leaf.c.seq)
    )
    for row in connection.execute(query, execution_options={"yield_per": BATCH}):
        fault = Fault.LEAF_WITHOUT_EVENT if row.found is None else Fault.LEAF_ALTERED
        stream = Stream(row.stream_kind, row.stream_key)
        yield Broken(fault=fault, stream=stream, seq=row.seq, checkpoint=row.checkpoint_id)
