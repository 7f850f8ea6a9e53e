"""The chain as pure functions: whatever is changed, the first changed row is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.actor import Actor
from engine.history.body import Place, SubjectKey, decrypted, packed
from engine.history.chain import NO_EVENTS, EventRow, PayloadRow, digest, link
from engine.history.check import Evidence, verify_chain
from engine.history.events import ACCESS, HistoryEvent, process_instance_stream
from engine.history.faults import Fault, Status
from engine.history.recorder import Recorded, Recorder

CASE = process_instance_stream(2251799813685251)
ACTOR = Actor(username="nguyen.van.an", on_behalf_of="tran.thi.binh", unit="XA-TRA-BINH", position="focal_officer")
KEY = SubjectKey(7, bytes(range(32)))
Rows = list[tuple[EventRow, list[PayloadRow]]]


def event(number: int = 1, **more: Any) -> HistoryEvent:
    values: dict[str, Any] = {
        "stream": CASE,
        "type": "user_task.completed",
        "actor": ACTOR,
        "occurred_at": datetime(2025, 3, 10, 1, 0, tzinfo=UTC) + timedelta(microseconds=number),
        "payload": {"number": number, "text": "Kế hoạch " * 40},
    }
    return HistoryEvent(**values | more)


def rows_of(recorded: Recorded) -> tuple[EventRow, list[PayloadRow]]:
    return EventRow(**recorded.event), [PayloadRow(erasure_seq=None, **row) for row in recorded.payloads]


def chain(length: int, **more: Any) -> Rows:
    rows, head = [], NO_EVENTS
    for number in range(1, length + 1):
        recorded = Recorder().record(event(number, **more), head, {"resident-1": KEY})
        rows.append(rows_of(recorded))
        head = recorded.head
    return rows


def test_a_chain_is_intact_as_it_was_recorded() -> None:
    # given
    rows = chain(5)

    # when
    verdict = verify_chain(CASE, rows)

    # then
    assert (verdict.status, verdict.head.seq, verdict.head.hash) == (Status.INTACT, 5, rows[-1][0].hash)


def test_an_empty_chain_is_intact() -> None:
    assert verify_chain(CASE, []).head == NO_EVENTS


CHANGES: dict[str, Callable[[EventRow], EventRow]] = {
    "stream_key": lambda row: row._replace(stream_key=row.stream_key + 1),
    "seq": lambda row: row._replace(seq=row.seq + 1),
    "occurred_at": lambda row: row._replace(occurred_at=row.occurred_at + timedelta(microseconds=1)),
    "stream_kind": lambda row: row._replace(stream_kind=2),
    "format": lambda row: row._replace(format=2),
    "type": lambda row: row._replace(type="user_task.updated"),
    "actor": lambda row: row._replace(actor="le.van.cuong"),
    "actor_kind": lambda row: row._replace(actor_kind="system"),
    "on_behalf_of": lambda row: row._replace(on_behalf_of=None),
    "unit": lambda row: row._replace(unit="XA-TRA-PHU"),
    "position": lambda row: row._replace(position=""),
    "payload_digests": lambda row: row._replace(payload_digests=bytes(32)),
    "hash": lambda row: row._replace(hash=bytes(32)),
}


def test_every_column_of_an_event_has_a_change_to_try() -> None:
    assert tuple(CHANGES) == EventRow._fields


@pytest.mark.parametrize("column", EventRow._fields)
def test_a_change_of_any_column_breaks_the_chain_at_its_row(column: str) -> None:
    # given
    rows = chain(5)
    rows[2] = (CHANGES[column](rows[2][0]), rows[2][1])

    # when
    verdict = verify_chain(CASE, rows)

    # then
    assert (verdict.status, verdict.seq, verdict.head.seq) == (Status.BROKEN, 3, 2)


def test_a_text_cannot_move_over_into_the_next_column() -> None:
    # given
    row = chain(1)[0][0]

    # then
    shifted = row._replace(actor=row.actor + "u", actor_kind=row.actor_kind[1:])
    assert link(bytes(32), row) != link(bytes(32), shifted)
    assert link(bytes(32), row._replace(unit=None)) != link(bytes(32), row._replace(unit=""))


def test_a_rewritten_event_with_its_own_hash_breaks_the_next_one() -> None:
    # given
    rows = chain(5)
    forged = rows[2][0]._replace(actor="le.van.cuong")
    rows[2] = (forged._replace(hash=link(rows[1][0].hash, forged)), rows[2][1])

    # then
    assert verify_chain(CASE, rows).seq == 4


@given(st.integers(2, 12), st.data())
def test_an_event_that_is_left_out_or_moved_is_named(length: int, data: st.DataObject) -> None:
    # given
    rows = chain(length)
    gone = data.draw(st.integers(0, length - 2))
    other = data.draw(st.integers(0, length - 1).filter(lambda index: index != gone))
    swapped = list(rows)
    swapped[gone], swapped[other] = rows[other], rows[gone]

    # then
    left_out = verify_chain(CASE, rows[:gone] + rows[gone + 1 :])
    assert (left_out.seq, left_out.fault) == (gone + 1, Fault.SEQUENCE)
    assert verify_chain(CASE, swapped).seq == min(gone, other) + 1


def test_the_chain_of_another_stream_does_not_fit() -> None:
    assert verify_chain(ACCESS, chain(2)).seq == 1
    moved = [(row._replace(stream_kind=ACCESS.kind, stream_key=ACCESS.key), payloads) for row, payloads in chain(2)]
    assert verify_chain(ACCESS, moved).fault is Fault.HASH


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"body": packed(b'{"number":9}')}, Fault.PAYLOAD_ALTERED),
        ({"salt": bytes(16)}, Fault.PAYLOAD_ALTERED),
        ({"subject_key_id": 7}, Fault.PAYLOAD_ALTERED),
        ({"body": b"\x01not deflated"}, Fault.PAYLOAD_UNREADABLE),
        ({"body": b"\x09?"}, Fault.PAYLOAD_UNREADABLE),
        ({"body": b""}, Fault.PAYLOAD_UNREADABLE),
        ({"part": 1}, Fault.PAYLOAD_COUNT),
        ({"body": None, "salt": None, "erasure_seq": 1}, Fault.ERASURE_UNPROVEN),
    ],
)
def test_a_changed_payload_is_named(change: dict[str, Any], fault: Fault) -> None:
    # given
    rows = chain(3)
    rows[1] = (rows[1][0], [rows[1][1][0]._replace(**change)])

    # when
    verdict = verify_chain(CASE, rows)

    # then
    assert (verdict.seq, verdict.part or 0, verdict.fault) == (2, 0, fault)


def test_a_payload_too_few_or_too_many_is_named() -> None:
    rows = chain(3)
    for payloads in ([], rows[1][1] * 2):
        verdict = verify_chain(CASE, [rows[0], (rows[1][0], payloads), rows[2]])
        assert (verdict.seq, verdict.fault) == (2, Fault.PAYLOAD_COUNT)


def test_content_that_is_packed_in_another_way_is_still_the_same() -> None:
    # given
    rows = chain(1)
    event_row, (payload,) = rows[0]
    assert payload.body is not None
    assert payload.body[:1] == b"\x01"

    # when it is stored without compression
    plain = payload._replace(body=b"\x00" + b'{"number":1,"text":"' + ("Kế hoạch " * 40).encode() + b'"}')

    # then
    assert verify_chain(CASE, [(event_row, [plain])]).status is Status.INTACT


def test_personal_data_are_encrypted_apart_from_the_facts() -> None:
    # given
    personal = {"resident-1": {"name": "Hồ Văn Dân"}}

    # when
    _, (facts, person) = chain(1, personal=personal)[0]

    # then
    assert facts.body is not None
    assert person.body is not None
    assert "Dân".encode() not in person.body
    assert person.subject_key_id == KEY.id
    assert decrypted(person.body, KEY, Place(*CASE, 1, 1)) == '{"name":"Hồ Văn Dân"}'.encode()
    with pytest.raises(ValueError, match="not encrypted"):
        decrypted(person.body, KEY, Place(*CASE, 2, 1))


def test_personal_data_need_their_key_or_the_record_of_its_destruction() -> None:
    # given
    rows = chain(2, personal={"resident-1": {"name": "Hồ Văn Dân"}})

    # then
    assert verify_chain(CASE, rows, Evidence(keys={7: KEY.key})).status is Status.INTACT
    assert verify_chain(CASE, rows, Evidence(destroyed_keys=frozenset({7}))).status is Status.ERASED
    assert verify_chain(CASE, rows, Evidence()).fault is Fault.KEY_MISSING
    assert verify_chain(CASE, rows, Evidence(keys={7: bytes(32)})).fault is Fault.PAYLOAD_UNREADABLE


def test_an_erased_payload_with_its_record_leaves_the_chain_whole() -> None:
    # given
    rows = chain(3)
    rows[1] = (rows[1][0], [rows[1][1][0]._replace(body=None, salt=None, erasure_seq=4)])
    place = Place(*CASE, 2, 0)

    # then
    recorded = verify_chain(CASE, rows, Evidence(erased=frozenset({(place, 4)})))
    assert (recorded.status, recorded.erased, recorded.head.seq) == (Status.ERASED, 1, 3)
    other = verify_chain(CASE, rows, Evidence(erased=frozenset({(replace(place, seq=1), 4), (place, 5)})))
    assert other.fault is Fault.ERASURE_UNPROVEN


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=40), st.integers(0, 5), st.none() | st.integers(1, 9))
def test_a_digest_depends_on_everything_it_is_made_of(salt: bytes, content: bytes, part: int, key: int | None) -> None:
    # given
    found = digest(salt, part, key, content)

    # then
    assert found == digest(salt, part, key, content)
    others = [
        digest(bytes(byte ^ 1 for byte in salt), part, key, content),
        digest(salt, part + 1, key, content),
        digest(salt, part, (key or 0) + 1, content),
        digest(salt, part, key, content + b"\0"),
        digest(salt, part, key, content, 2),
    ]
    assert found not in others


@pytest.mark.parametrize("type_", ["completed", "UserTask.completed", "user_task.", "user task.completed", ""])
def test_a_type_against_the_grammar_is_refused(type_: str) -> None:
    with pytest.raises(ValueError, match="not a type of event"):
        event(type=type_)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        event(occurred_at=datetime(2025, 3, 10))  # noqa: DTZ001


def test_equal_payloads_have_different_digests() -> None:
    assert event() == event()
    assert Recorder().record(event(), NO_EVENTS).event["hash"] != Recorder().record(event(), NO_EVENTS).event["hash"]


def test_the_layout_never_changes() -> None:
    """A different hash here means that every history written so far could no longer be verified."""
    # given
    recorder = Recorder(random=bytes)

    # when
    head = recorder.record(event(), NO_EVENTS).head

    # then
    assert head.hash.hex() == "06e1ab79e873f7d4ddb7b7bb07a6f547aa83aef0afee60d85f6b69794c6ac28b"
