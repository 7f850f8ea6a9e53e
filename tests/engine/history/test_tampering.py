"""Someone who owns the database changes history: verification says so and names the row."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine.history.chain import NO_EVENTS
from engine.history.events import ACCESS, EventType, process_instance_stream
from engine.history.faults import Broken, Fault, Status
from engine.history.verify import HistoryNotFound, Progress
from engine.persistence.tables import history

A, B, C = 1001, 1002, 1003
OF_A = "stream_kind = 1 AND stream_key = 1001"


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
    assert history_of_three.broken() == [(Fault.PAYLOAD_ALTERED, A, 2)]


@pytest.mark.parametrize(
    "change", ["actor = 'le.van.cuong'", "occurred_at = occurred_at - interval '1 day'", "unit = NULL", "type = 'a.b'"]
)
def test_an_altered_header_is_named(history_of_three: Any, change: str) -> None:
    history_of_three.tamper(f"UPDATE history_event SET {change} WHERE {OF_A} AND seq = 4")
    assert history_of_three.broken() == [(Fault.HASH, A, 4)]


def test_a_deleted_event_is_named(history_of_three: Any) -> None:
    # when the event goes with its payload
    history_of_three.tamper(
        f"DELETE FROM history_event WHERE {OF_A} AND seq = 2", f"DELETE FROM history_payload WHERE {OF_A} AND seq = 2"
    )

    # then
    assert history_of_three.broken() == [(Fault.SEQUENCE, A, 2)]


def test_a_payload_left_without_its_event_is_named(history_of_three: Any) -> None:
    history_of_three.tamper(f"DELETE FROM history_event WHERE {OF_A} AND seq = 4")
    assert history_of_three.broken() == [(Fault.SEQUENCE, A, 4), (Fault.PAYLOAD_ORPHAN, A, 4)]


def test_a_deleted_payload_is_named(history_of_three: Any) -> None:
    history_of_three.tamper(f"DELETE FROM history_payload WHERE {OF_A} AND seq = 5")
    assert history_of_three.broken() == [(Fault.PAYLOAD_COUNT, A, 5)]


def delete_from(seq: int) -> tuple[str, str]:
    return (
        f"DELETE FROM history_event WHERE {OF_A} AND seq >= {seq}",
        f"DELETE FROM history_payload WHERE {OF_A} AND seq >= {seq}",
    )


def test_a_cut_off_end_is_named_by_the_head_on_the_state_row(history_of_three: Any) -> None:
    history_of_three.tamper(*delete_from(5))
    assert history_of_three.broken() == [(Fault.HEAD, A, 5)]


def test_a_cut_off_end_with_the_state_row_made_to_agree_is_named_by_the_checkpoint(history_of_three: Any) -> None:
    # given
    table = history.history_event
    with history_of_three.database.connect() as connection:
        second = connection.scalars(select(table.c.hash).where(table.c.stream_key == A, table.c.seq == 2)).one()

    # when
    history_of_three.tamper(*delete_from(3), "UPDATE process_instance_state SET history_seq = 2, history_hash = :hash"
                            " WHERE root_key = 1001", hash=second)  # fmt: skip

    # then
    assert history_of_three.broken() == [(Fault.LEAF_WITHOUT_EVENT, A, 3)]


def test_a_case_deleted_with_its_state_is_named_by_the_checkpoint(history_of_three: Any) -> None:
    history_of_three.tamper(*delete_from(1), "DELETE FROM process_instance_state WHERE root_key = 1001")
    assert history_of_three.broken() == [(Fault.LEAF_WITHOUT_EVENT, A, 3)]


def test_a_history_deleted_under_its_state_is_named(history_of_three: Any) -> None:
    history_of_three.tamper(*delete_from(1), "DELETE FROM history_checkpoint_leaf WHERE stream_key = 1001")
    assert history_of_three.broken() == [
        (Fault.EVENTS_MISSING, A, 5),
        (Fault.CHECKPOINT_ROOT, None, None),
    ]


def test_a_history_without_its_state_is_named(history_of_three: Any) -> None:
    history_of_three.tamper("DELETE FROM process_instance_state WHERE root_key = 1001")
    assert history_of_three.broken() == [(Fault.HEAD_MISSING, A, 5)]


def test_events_added_past_the_head_are_named(history_of_three: Any) -> None:
    # given a forger who can compute hashes but does not touch the state row
    stream = process_instance_stream(A)
    head = history_of_three.case(A, {"n": 6})
    history_of_three.tamper("UPDATE process_instance_state SET history_seq = 5 WHERE root_key = 1001")

    # then
    assert head.seq == 6
    assert history_of_three.broken() == [(Fault.HEAD, stream.key, 5), (Fault.HEAD, stream.key, 6)]


def renumber(first: int, second: int) -> tuple[str, ...]:
    return tuple(
        f"UPDATE {table} SET seq = {new} WHERE {OF_A} AND seq = {old}"
        for table in ("history_event", "history_payload")
        for old, new in ((first, 99), (second, first), (99, second))
    )


def test_events_put_in_another_order_are_named(history_of_three: Any) -> None:
    history_of_three.tamper(*renumber(4, 5))
    assert history_of_three.broken() == [(Fault.HASH, A, 4), (Fault.HEAD, A, 5)]


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
    found = history_of_three.broken()
    assert (Fault.HASH, A, 1) in found
    assert (Fault.HASH, B, 1) in found
    assert not [fault for fault in found if fault[1] == C]


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
    assert history_of_three.broken() == [(Fault.HASH, key, 5) for key in (A, B, C)]


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
