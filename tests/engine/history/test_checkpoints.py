"""Checkpoints hold what moved, link to each other, and prove their leaves."""

from __future__ import annotations

from typing import Any

import pytest

from engine.history.chain import NO_HASH
from engine.history.checkpoints import Leaf, inclusion_proof, latest_checkpoint, leaves
from engine.history.events import DEPLOYMENTS, EventType
from engine.history.merkle import root_from_path, tree_root


def leaves_of(store: Any, number: int) -> list[Leaf]:
    with store.database.connect() as connection:
        return list(leaves(connection, number))


def test_a_checkpoint_holds_the_heads_of_all_streams_in_order(store: Any) -> None:
    # given
    heads = {key: store.case(key, {"n": 1}, {"n": 2}) for key in (12, 5, 99)}
    deployed = store.append(DEPLOYMENTS, EventType.DEPLOYMENT_CREATED, {})

    # when
    checkpoint = store.checkpoint()

    # then
    found = leaves_of(store, 1)
    assert found == [*(Leaf(1, key, 2, heads[key].hash) for key in (5, 12, 99)), Leaf(2, 1, 1, deployed.head.hash)]
    assert (checkpoint.id, checkpoint.leaf_count, checkpoint.previous_checkpoint_hash) == (1, 4, NO_HASH)
    assert checkpoint.root == tree_root(map(bytes, found))
    assert store.key.public.has_signed(checkpoint.statement(), checkpoint.signature)


def test_the_next_checkpoint_holds_only_what_moved_and_links_to_the_one_before(store: Any) -> None:
    # given
    for key in (1, 2, 3):
        store.case(key, {"n": 1})
    first = store.checkpoint()

    # when
    head = store.case(2, {"n": 2})
    second = store.checkpoint()

    # then
    assert leaves_of(store, 2) == [Leaf(1, 2, 2, head.hash)]
    assert second.previous_checkpoint_hash == first.hash()
    with store.database.connect() as connection:
        assert latest_checkpoint(connection) == second


def test_without_movement_there_is_no_checkpoint(store: Any) -> None:
    assert store.checkpoint() is None
    store.case(1, {})
    assert store.checkpoint() is not None
    assert store.checkpoint() is None


def test_an_event_that_claims_an_old_time_is_sealed_all_the_same(store: Any) -> None:
    # given
    store.case(1, {})
    store.checkpoint()
    store.clock = store.clock.replace(year=2020)

    # when
    store.case(2, {})

    # then
    assert store.checkpoint() is not None
    assert [leaf.stream_key for leaf in leaves_of(store, 2)] == [2]


def test_a_proof_shows_that_a_head_is_in_its_checkpoint(store: Any) -> None:
    # given
    for key in range(1, 14):
        store.case(key, {"n": key})
    checkpoint = store.checkpoint()

    # then
    with store.database.connect() as connection:
        for index, leaf in enumerate(leaves(connection, 1)):
            proof = inclusion_proof(connection, leaf, 1)
            assert (proof.checkpoint, proof.index) == (checkpoint, index)
            assert root_from_path(bytes(leaf), index, checkpoint.leaf_count, proof.path) == checkpoint.root


def test_there_is_no_proof_of_what_was_not_sealed(store: Any) -> None:
    # given
    head = store.case(1, {})
    store.checkpoint()
    leaf = Leaf(1, 1, 1, head.hash)

    # then
    with store.database.connect() as connection:
        for other, number in ((leaf._replace(hash=bytes(32)), 1), (leaf._replace(stream_key=2), 1), (leaf, 2)):
            with pytest.raises(LookupError):
                inclusion_proof(connection, other, number)
