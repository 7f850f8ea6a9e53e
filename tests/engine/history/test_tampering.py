"""Someone who owns the database changes history: verification says so and names the row."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine.history.chain import NO_EVENTS
from engine.history.events import ACCESS, DEPLOYMENTS, EventType, process_instance_stream
from engine.history.faults import Broken, Fault, Status
from engine.history.verify import HistoryNotFound, Progress
from engine.persistence.tables import history

A, B, C = 1001, 1002, 1003
OF_A = "stream_kind = 1 AND stream_key = 1001"


@pytest.fixture
def history_of_three(store: Any) -> Any:
    """Three cases of five events and some of the single streams, sealed after the third event of each case."""
    for key in (A, B, C):
        store.case(key, {"n": 1}, {"n": 2, "text": "dài " * 100}, {"n": 3})
    store.append(DEPLOYMENTS, EventType.DEPLOYMENT_CREATED, {"files": ["p01.bpmn"]})
    store.checkpoint()
    for key in (A, B, C):
        store.case(key, {"n": 4}, {"n": 5})
    store.append(ACCESS, EventType.ACCESS_REFUSED, {"reason": "not a candidate"})
    return store


def broken(store: Any, **more: Any) -> list[tuple[Fault, int | None, int | None]]:
    """Fault, stream key and row of everything found; the store and the case alone must agree about case A."""
    result = store.verify(**more)
    assert (result.status is Status.BROKEN) == bool(result.broken)
    of_a = [found for found in result.broken if found.stream == process_instance_stream(A)]
    assert [found for found in store.verify_case(A, **more).broken if found.stream] == of_a
    for found in result.broken:
        assert found.message("vi")
        assert found.message("en")
    return [(found.fault, found.stream.key if found.stream else None, found.seq) for found in result.broken]


def test_an_untouched_history_is_intact(history_of_three: Any) -> None:
    # when
    result = history_of_three.verify()

    # then
    assert (result.status, result.broken) == (Status.INTACT, ())
    assert (result.streams, result.events, result.checkpoints) == (5, 17, 1)
    assert result.unsealed_events == 7
    assert history_of_three.verify_case(A).events == 5


def test_an_altered_payload_is_named(history_of_three: Any) -> None:
    history_of_three.tamper(f"UPDATE history_payload SET body = '\\x007b7d' WHERE {OF_A} AND seq = 2")
    assert broken(history_of_three) == [(Fault.PAYLOAD_ALTERED, A, 2)]


@pytest.mark.parametrize(
    "change", ["actor = 'le.van.cuong'", "occurred_at = occurred_at - interval '1 day'", "unit = NULL", "type = 'a.b'"]
)
def test_an_altered_header_is_named(history_of_three: Any, change: str) -> None:
    history_of_three.tamper(f"UPDATE history_event SET {change} WHERE {OF_A} AND seq = 4")
    assert broken(history_of_three) == [(Fault.HASH, A, 4)]


def test_a_deleted_event_is_named(history_of_three: Any) -> None:
    # when the event goes with its payload
    history_of_three.tamper(
        f"DELETE FROM history_event WHERE {OF_A} AND seq = 2", f"DELETE FROM history_payload WHERE {OF_A} AND seq = 2"
    )

    # then
    assert broken(history_of_three) == [(Fault.SEQUENCE, A, 2)]


def test_a_payload_left_without_its_event_is_named(history_of_three: Any) -> None:
    history_of_three.tamper(f"DELETE FROM history_event WHERE {OF_A} AND seq = 4")
    assert broken(history_of_three) == [(Fault.SEQUENCE, A, 4), (Fault.PAYLOAD_ORPHAN, A, 4)]


def test_a_deleted_payload_is_named(history_of_three: Any) -> None:
    history_of_three.tamper(f"DELETE FROM history_payload WHERE {OF_A} AND seq = 5")
    assert broken(history_of_three) == [(Fault.PAYLOAD_COUNT, A, 5)]


def delete_from(seq: int) -> tuple[str, str]:
    return (
        f"DELETE FROM history_event WHERE {OF_A} AND seq >= {seq}",
        f"DELETE FROM history_payload WHERE {OF_A} AND seq >= {seq}",
    )


def test_a_cut_off_end_is_named_by_the_head_on_the_state_row(history_of_three: Any) -> None:
    history_of_three.tamper(*delete_from(5))
    assert broken(history_of_three) == [(Fault.HEAD, A, 5)]


def test_a_cut_off_end_with_the_state_row_made_to_agree_is_named_by_the_checkpoint(history_of_three: Any) -> None:
    # given
    table = history.history_event
    with history_of_three.database.connect() as connection:
        second = connection.scalars(select(table.c.hash).where(table.c.stream_key == A, table.c.seq == 2)).one()

    # when
    history_of_three.tamper(*delete_from(3), "UPDATE process_instance_state SET history_seq = 2, history_hash = :hash"
                            " WHERE root_key = 1001", hash=second)  # fmt: skip

    # then
    assert broken(history_of_three) == [(Fault.LEAF_WITHOUT_EVENT, A, 3)]


def test_a_case_deleted_with_its_state_is_named_by_the_checkpoint(history_of_three: Any) -> None:
    history_of_three.tamper(*delete_from(1), "DELETE FROM process_instance_state WHERE root_key = 1001")
    assert broken(history_of_three) == [(Fault.LEAF_WITHOUT_EVENT, A, 3)]


def test_a_history_deleted_under_its_state_is_named(history_of_three: Any) -> None:
    history_of_three.tamper(*delete_from(1), "DELETE FROM history_checkpoint_leaf WHERE stream_key = 1001")
    assert broken(history_of_three) == [
        (Fault.EVENTS_MISSING, A, 5),
        (Fault.CHECKPOINT_ROOT, None, None),
    ]


def test_a_history_without_its_state_is_named(history_of_three: Any) -> None:
    history_of_three.tamper("DELETE FROM process_instance_state WHERE root_key = 1001")
    assert broken(history_of_three) == [(Fault.HEAD_MISSING, A, 5)]


def test_events_added_past_the_head_are_named(history_of_three: Any) -> None:
    # given a forger who can compute hashes but does not touch the state row
    stream = process_instance_stream(A)
    head = history_of_three.case(A, {"n": 6})
    history_of_three.tamper("UPDATE process_instance_state SET history_seq = 5 WHERE root_key = 1001")

    # then
    assert head.seq == 6
    assert broken(history_of_three) == [(Fault.HEAD, stream.key, 5), (Fault.HEAD, stream.key, 6)]


def renumber(first: int, second: int) -> tuple[str, ...]:
    return tuple(
        f"UPDATE {table} SET seq = {new} WHERE {OF_A} AND seq = {old}"
        for table in ("history_event", "history_payload")
        for old, new in ((first, 99), (second, first), (99, second))
    )


def test_events_put_in_another_order_are_named(history_of_three: Any) -> None:
    history_of_three.tamper(*renumber(4, 5))
    assert broken(history_of_three) == [(Fault.HASH, A, 4), (Fault.HEAD, A, 5)]


def test_the_rows_of_two_cases_cannot_be_exchanged(history_of_three: Any) -> None:
    # when
    history_of_three.tamper(
        *(
            f"UPDATE {table} SET stream_key = {new} WHERE stream_kind = 1 AND stream_key = {old}"
            for table in ("history_event", "history_payload")
            for old, new in ((A, 99), (B, A), (99, B))
        )
    )

    # then
    found = broken(history_of_three)
    assert (Fault.HASH, A, 1) in found
    assert (Fault.HASH, B, 1) in found
    assert not [fault for fault in found if fault[1] == C]


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
    assert broken(history_of_three) == [(Fault.LEAF_ALTERED, A, 3)]

    # and later checkpoints do not hide it
    history_of_three.checkpoint()
    assert broken(history_of_three) == [(Fault.LEAF_ALTERED, A, 3)]


def test_what_no_checkpoint_sealed_yet_can_be_written_anew(history_of_three: Any) -> None:
    """The limit of the method, which the number of unsealed events tells."""
    # given the first three events as they were signed, and two forged ones with the state row agreeing
    table = history.history_event
    with history_of_three.database.connect() as connection:
        row = connection.execute(select(table).where(table.c.stream_key == A, table.c.seq == 3)).one()
    history_of_three.tamper(
        *delete_from(4),
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
    assert not broken(history_of_three)

    # when
    history_of_three.tamper(change)

    # then
    assert [found.fault for found in history_of_three.verify().broken] == faults


def test_a_changed_leaf_is_named(history_of_three: Any) -> None:
    # when
    history_of_three.tamper(f"UPDATE history_checkpoint_leaf SET hash = decode(repeat('00', 32), 'hex') WHERE {OF_A}")

    # then
    assert broken(history_of_three) == [(Fault.LEAF_ALTERED, A, 3), (Fault.CHECKPOINT_ROOT, None, None)]


def test_checkpoints_dropped_from_the_end_are_missed_by_whoever_noted_one_down(history_of_three: Any) -> None:
    # given
    second = history_of_three.checkpoint()
    note = {second.id: second.hash()}
    assert not broken(history_of_three, known=note)

    # when
    history_of_three.tamper(
        "DELETE FROM history_checkpoint WHERE id = 2", "DELETE FROM history_checkpoint_leaf WHERE checkpoint_id = 2"
    )

    # then
    assert not broken(history_of_three)
    assert broken(history_of_three, known=note) == [(Fault.CHECKPOINT_SEQUENCE, None, None)]


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
    assert not broken(history_of_three)
    assert broken(history_of_three, known=note) == [(Fault.CHECKPOINT_UNKNOWN, None, None)]


def test_a_lost_head_of_a_single_stream_stops_its_recording_and_is_named(history_of_three: Any) -> None:
    # given
    history_of_three.tamper("DELETE FROM history_stream WHERE stream_kind = 4")

    # then
    with pytest.raises(LookupError):
        history_of_three.append(ACCESS, EventType.SESSION_OPENED, {})
    (found,) = history_of_three.verify().broken
    assert found == Broken(fault=Fault.HEAD_MISSING, stream=ACCESS, seq=1)


def test_every_broken_stream_is_listed(history_of_three: Any) -> None:
    history_of_three.tamper("UPDATE history_event SET actor = 'x' WHERE stream_kind = 1 AND seq = 5")
    assert broken(history_of_three) == [(Fault.HASH, key, 5) for key in (A, B, C)]


def test_a_stream_that_does_not_exist_is_not_found(store: Any) -> None:
    with pytest.raises(HistoryNotFound) as raised:
        store.verify_case(5)
    assert "hồ sơ 5" in raised.value.message("vi")


def test_progress_is_told_up_to_the_total(store: Any) -> None:
    # given
    heard: list[Progress] = []
    store.case(A, *[{"n": number} for number in range(2100)])

    # when
    store.verify(on_progress=heard.append)

    # then
    assert heard == [Progress(2000, 2100), Progress(2100, 2100)]


def test_an_unknown_kind_of_stream_is_verified_too(store: Any) -> None:
    # given rows of a stream that this release does not know
    table = history.history_event
    row = store.recorder.record(store.event(process_instance_stream(A), "a.b", {}), NO_EVENTS).event
    store.execute(insert(table).values(**row | {"stream_kind": 77}))

    # then
    found = store.verify().broken
    assert [(item.fault, item.seq) for item in found] == [(Fault.HASH, 1), (Fault.HEAD_MISSING, 1)]
    assert "luồng lạ" in found[0].message("vi")
