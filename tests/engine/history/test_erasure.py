"""Lawful erasure: the content is gone, the chain holds, and the record says who and on which ground."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from engine.actor import Actor
from engine.history import erasure
from engine.history.body import Place
from engine.history.erasure import ErasureWithoutGround, NothingToErase
from engine.history.events import ERASURES, process_instance_stream
from engine.history.faults import Fault, Status
from engine.history.reading import erasures
from engine.history.subjects import subject_keys
from engine.persistence.tables.history import history_payload, history_subject_key

DPO = Actor(username="pham.thi.dung", unit="PHONG-NOI-VU")
GROUND = "Yêu cầu xoá của chủ thể dữ liệu ngày 01/04/2025 (mẫu)"
DAN, HOA = "resident-1", "resident-2"


@pytest.fixture
def recorded(store: Any) -> Any:
    """Two cases with personal data of two people, sealed."""
    store.case(1001, {"n": 1}, {"n": 2}, personal={DAN: {"name": "Hồ Văn Dân"}, HOA: {"name": "Hồ Thị Hoa"}})
    store.case(1002, {"n": 1}, personal={DAN: {"phone": "(mẫu)"}})
    store.case(1003, {"n": 1})
    store.checkpoint()
    return store


def erase_subject(store: Any, subject: str, ground: str = GROUND) -> None:
    with store.database.begin() as connection:
        erasure.erase_subject(connection, store.recorder, subject, actor=DPO, ground=ground, now=store.now())


def erase_payloads(store: Any, *places: Place) -> None:
    with store.database.begin() as connection:
        erasure.erase_payloads(connection, store.recorder, places, actor=DPO, ground=GROUND, now=store.now())


def test_erasing_a_person_destroys_the_key_and_leaves_every_chain_whole(recorded: Any) -> None:
    # given
    assert recorded.verify().status is Status.INTACT

    # when
    erase_subject(recorded, DAN)

    # then
    result = recorded.verify()
    assert (result.status, result.erased, result.broken) == (Status.ERASED, 3, ())
    assert recorded.verify_case(1002).status is Status.ERASED
    assert recorded.verify_case(1003).status is Status.INTACT
    with recorded.database.connect() as connection:
        keys = connection.execute(select(history_subject_key.c.subject, history_subject_key.c.key)).all()
    assert [(row.subject, row.key is None) for row in sorted(keys)] == [(DAN, True), (HOA, False)]


def test_the_record_says_who_erased_what_and_why(recorded: Any) -> None:
    # when
    erase_subject(recorded, DAN)

    # then
    with recorded.database.connect() as connection:
        assert erasures(connection) == {1: {"subject": DAN, "subject_key_ids": [1], "ground": GROUND}}


def test_a_person_who_comes_back_gets_a_new_key(recorded: Any) -> None:
    # given
    erase_subject(recorded, DAN)

    # when
    recorded.case(1004, {"n": 1}, personal={DAN: {"name": "Hồ Văn Dân"}})

    # then
    assert recorded.verify_case(1004).status is Status.INTACT
    assert recorded.verify_case(1002).status is Status.ERASED
    erase_subject(recorded, DAN)
    assert recorded.verify().erased == 4


def test_a_key_is_made_once_a_person(recorded: Any) -> None:
    with recorded.database.begin() as connection:
        first = subject_keys(connection, [DAN, "resident-3"], recorded.now())
        assert subject_keys(connection, ["resident-3", DAN, DAN], recorded.now()) == first
    assert len({key.id for key in first.values()}) == 2


def test_single_contents_are_erased_with_their_salt(recorded: Any) -> None:
    # when
    erase_payloads(recorded, Place(1, 1001, 1, 0), Place(1, 1002, 1, 1))

    # then
    assert (recorded.verify().status, recorded.verify().erased) == (Status.ERASED, 2)
    row = history_payload.c
    with recorded.database.connect() as connection:
        erased = connection.execute(select(row.salt, row.body).where(row.erasure_seq == 1))
        assert [tuple(row) for row in erased] == [(None, None), (None, None)]


def test_an_erasure_without_record_is_broken(recorded: Any) -> None:
    # given a record that names another payload
    erase_payloads(recorded, Place(1, 1002, 1, 0))

    # when
    recorded.tamper(
        "UPDATE history_payload SET body = NULL, salt = NULL, erasure_seq = 1"
        " WHERE stream_kind = 1 AND stream_key = 1001 AND seq = 2 AND part = 0"
    )

    # then
    (found,) = recorded.verify().broken
    assert (found.fault, found.stream, found.seq) == (Fault.ERASURE_UNPROVEN, process_instance_stream(1001), 2)
    assert recorded.verify_case(1002).status is Status.ERASED


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DELETE FROM history_subject_key WHERE subject = 'resident-2'", Fault.KEY_MISSING),
        ("UPDATE history_subject_key SET key = sha256('x') WHERE subject = 'resident-2'", Fault.PAYLOAD_UNREADABLE),
        (
            "UPDATE history_subject_key SET key = NULL, destroyed_at = now(), erasure_seq = 1 WHERE id = 2",
            Fault.KEY_MISSING,
        ),
    ],
)
def test_a_key_destroyed_without_record_is_broken(recorded: Any, change: str, fault: Fault) -> None:
    # given
    erase_subject(recorded, DAN)

    # when
    recorded.tamper(change)

    # then
    (found,) = recorded.verify().broken
    assert (found.fault, found.stream, found.seq) == (fault, process_instance_stream(1001), 1)
    assert found in recorded.verify_case(1001).broken


def test_an_altered_record_of_erasure_proves_nothing(recorded: Any) -> None:
    # given
    erase_payloads(recorded, Place(1, 1001, 1, 0))

    # when
    recorded.tamper("UPDATE history_event SET actor = 'x' WHERE stream_kind = 5")

    # then
    found = {(item.stream, item.fault) for item in recorded.verify().broken}
    assert found == {(ERASURES, Fault.HASH), (process_instance_stream(1001), Fault.ERASURE_UNPROVEN)}


def test_the_record_of_an_erasure_cannot_be_erased(recorded: Any) -> None:
    # given
    erase_subject(recorded, DAN)

    # then
    with pytest.raises(NothingToErase):
        erase_payloads(recorded, Place(*ERASURES, 1, 0))
    recorded.tamper("UPDATE history_payload SET body = NULL, salt = NULL, erasure_seq = 1 WHERE stream_kind = 5")
    assert Fault.ERASURE_UNPROVEN in {item.fault for item in recorded.verify().broken}


def test_erasing_needs_a_ground_and_something_to_erase(recorded: Any) -> None:
    with pytest.raises(ErasureWithoutGround):
        erase_subject(recorded, DAN, ground="  ")
    with pytest.raises(NothingToErase):
        erase_subject(recorded, "nobody")
    with pytest.raises(NothingToErase):
        erase_payloads(recorded, Place(1, 1001, 1, 0), Place(1, 1001, 99, 0))
    with pytest.raises(NothingToErase):
        erase_payloads(recorded)
    erase_subject(recorded, DAN)
    with pytest.raises(NothingToErase) as raised:
        erase_subject(recorded, DAN)
    assert DAN in raised.value.message("vi")
    with recorded.database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM history_event WHERE stream_kind = 5")).scalar_one() == 1
