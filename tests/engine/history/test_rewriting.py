"""Someone who can compute hashes rewrites history: the signed checkpoints say so."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from engine.history.faults import Fault, Status
from engine.persistence.tables import history

A, B = 1001, 1002
OF_A = "stream_kind = 1 AND stream_key = 1001"


def forge(store: Any, root_key: int, payloads: list[dict[str, Any]]) -> None:
    """Write the chain of a case anew, every hash right, the state row agreeing."""
    store.tamper(
        f"DELETE FROM history_event WHERE stream_kind = 1 AND stream_key = {root_key}",
        f"DELETE FROM history_payload WHERE stream_kind = 1 AND stream_key = {root_key}",
        f"DELETE FROM process_instance_state WHERE root_key = {root_key}",
    )
    store.case(root_key, *payloads)


def test_a_chain_written_anew_after_a_checkpoint_is_named_at_the_signed_event(history_of_three: Any) -> None:
    # given
    forge(history_of_three, A, [{"n": number, "forged": True} for number in range(1, 6)])

    # then the chain itself is right, and yet
    assert history_of_three.broken() == [(Fault.LEAF_ALTERED, A, 3)]

    # and later checkpoints do not hide it
    history_of_three.checkpoint()
    assert history_of_three.broken() == [(Fault.LEAF_ALTERED, A, 3)]


def test_what_no_checkpoint_sealed_yet_can_be_written_anew(history_of_three: Any) -> None:
    """The limit of the method, which the number of unsealed events tells."""
    # given the first three events as they were signed, and two forged ones with the state row agreeing
    table = history.history_event
    with history_of_three.database.connect() as connection:
        row = connection.execute(select(table).where(table.c.stream_key == A, table.c.seq == 3)).one()
    history_of_three.tamper(
        f"DELETE FROM history_event WHERE {OF_A} AND seq >= 4",
        f"DELETE FROM history_payload WHERE {OF_A} AND seq >= 4",
        "UPDATE process_instance_state SET history_seq = 3, history_hash = :hash WHERE root_key = 1001",
        hash=row.hash,
    )
    history_of_three.case(A, {"n": 4, "forged": True}, {"n": 5})

    # then
    result = history_of_three.verify_case(A)
    assert (result.status, result.unsealed_events) == (Status.INTACT, 2)


CHECKPOINT_CHANGES: list[tuple[str, list[Fault]]] = [
    ("UPDATE history_checkpoint SET taken_at = taken_at + interval '1 s' WHERE id = 2",
     [Fault.CHECKPOINT_SIGNATURE, Fault.CHECKPOINT_LINK]),
    ("UPDATE history_checkpoint SET signature = decode(repeat('00', 64), 'hex') WHERE id = 2",
     [Fault.CHECKPOINT_SIGNATURE]),
    ("UPDATE history_checkpoint SET public_key_id = 'other' WHERE id = 3", [Fault.CHECKPOINT_KEY]),
    ("DELETE FROM history_checkpoint WHERE id = 2", [Fault.CHECKPOINT_SEQUENCE]),
    ("DELETE FROM history_checkpoint WHERE id = 1", [Fault.CHECKPOINT_SEQUENCE]),
    ("DELETE FROM history_checkpoint_leaf WHERE checkpoint_id = 3", [Fault.CHECKPOINT_ROOT]),
    ("UPDATE history_checkpoint_leaf SET checkpoint_id = 2 WHERE checkpoint_id = 3 AND stream_kind = 1",
     [Fault.CHECKPOINT_ROOT, Fault.CHECKPOINT_ROOT]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "faults"), CHECKPOINT_CHANGES)
def test_changed_checkpoints_are_named(history_of_three: Any, change: str, faults: list[Fault]) -> None:
    # given three checkpoints
    history_of_three.checkpoint()
    history_of_three.case(A, {"n": 6})
    history_of_three.checkpoint()
    assert not history_of_three.broken()

    # when
    history_of_three.tamper(change)

    # then
    assert [found.fault for found in history_of_three.verify().broken] == faults


def test_a_changed_leaf_is_named(history_of_three: Any) -> None:
    # when
    history_of_three.tamper(f"UPDATE history_checkpoint_leaf SET hash = decode(repeat('00', 32), 'hex') WHERE {OF_A}")

    # then
    assert history_of_three.broken() == [(Fault.LEAF_ALTERED, A, 3), (Fault.CHECKPOINT_ROOT, None, None)]


def test_checkpoints_dropped_from_the_end_are_missed_by_whoever_noted_one_down(history_of_three: Any) -> None:
    # given
    second = history_of_three.checkpoint()
    note = {second.id: second.hash()}
    assert not history_of_three.broken(known=note)

    # when
    history_of_three.tamper(
        "DELETE FROM history_checkpoint WHERE id = 2", "DELETE FROM history_checkpoint_leaf WHERE checkpoint_id = 2"
    )

    # then
    assert not history_of_three.broken()
    assert history_of_three.broken(known=note) == [(Fault.CHECKPOINT_SEQUENCE, None, None)]


def test_a_store_forged_with_the_servers_own_key_is_exposed_by_a_noted_checkpoint(history_of_three: Any) -> None:
    # given
    first = history_of_three.checkpoint()
    note = {first.id: first.hash()}

    # when
    history_of_three.tamper("DELETE FROM history_checkpoint", "DELETE FROM history_checkpoint_leaf")
    forge(history_of_three, A, [{"forged": True}])
    history_of_three.checkpoint()
    history_of_three.case(B, {})
    history_of_three.checkpoint()

    # then
    assert not history_of_three.broken()
    assert history_of_three.broken(known=note) == [(Fault.CHECKPOINT_UNKNOWN, None, None)]
