"""The database itself refuses to change history."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import errors
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from engine.history.ddl import HISTORY_DDL
from engine.history.events import ERASURES, EventType
from engine.persistence.metadata import metadata

ERASE = "body = NULL, salt = NULL, erasure_seq = 1"
SECOND = "WHERE stream_kind = 1 AND stream_key = 1001 AND seq = 2"


@pytest.fixture
def recorded(store: Any) -> Any:
    """A case with personal data, one recorded erasure (of nothing), and a checkpoint."""
    store.case(1001, {"n": 1}, {"n": 2}, personal={"resident-1": {"name": "Hồ Văn Dân"}})
    store.append(ERASURES, EventType.HISTORY_PAYLOAD_ERASED, {"payloads": [], "ground": "thử (mẫu)"})
    store.checkpoint()
    return store


CHANGES = [
    *(
        f"{verb} {table}{rest}"
        for table in ("history_event", "history_checkpoint", "history_checkpoint_leaf")
        for verb, rest in (("DELETE FROM", ""), ("TRUNCATE", ""))
    ),
    "UPDATE history_event SET actor = actor",
    "UPDATE history_event SET actor = 'x' WHERE false",
    "UPDATE history_checkpoint SET id = id",
    "UPDATE history_checkpoint_leaf SET seq = seq",
    "DELETE FROM history_payload",
    "TRUNCATE history_payload",
    "TRUNCATE history_event, history_payload",
    "UPDATE history_payload SET body = '\\x007b7d'",
    "UPDATE history_payload SET seq = seq",
    f"UPDATE history_payload SET body = NULL {SECOND}",
    f"UPDATE history_payload SET body = NULL, salt = NULL, erasure_seq = 9 {SECOND}",
    f"UPDATE history_payload SET {ERASE}, part = 7 {SECOND}",
    f"UPDATE history_payload SET {ERASE}, subject_key_id = NULL {SECOND} AND part = 1",
    "UPDATE history_payload SET body = NULL, salt = NULL, erasure_seq = 1 WHERE stream_kind = 5",
    "DELETE FROM history_subject_key",
    "TRUNCATE history_subject_key",
    "UPDATE history_subject_key SET key = sha256('x')",
    "UPDATE history_subject_key SET subject = 'x'",
    "UPDATE history_subject_key SET key = NULL, destroyed_at = now(), erasure_seq = 9",
    "DELETE FROM history_stream",
    "TRUNCATE history_stream",
]


def test_a_change_is_refused_with_a_reason(recorded: Any, subtests: pytest.Subtests) -> None:
    for statement in CHANGES:
        with subtests.test(statement):
            # when
            with pytest.raises(DBAPIError) as raised:
                recorded.execute(text(statement))

            # then
            assert isinstance(raised.value.orig, errors.InsufficientPrivilege)
            assert "Lịch sử chỉ được ghi thêm" in str(raised.value)
            assert "append-only" in str(raised.value)


def test_the_refusal_also_holds_where_ordinary_triggers_are_switched_off(recorded: Any) -> None:
    with recorded.database.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("DELETE FROM history_event"))


def test_content_may_go_once_its_erasure_is_recorded(recorded: Any) -> None:
    recorded.execute(text(f"UPDATE history_payload SET {ERASE} {SECOND}"))
    recorded.execute(text("UPDATE history_subject_key SET key = NULL, destroyed_at = now(), erasure_seq = 1"))


def test_content_that_is_gone_cannot_come_back(recorded: Any) -> None:
    recorded.execute(text(f"UPDATE history_payload SET {ERASE} {SECOND}"))
    with pytest.raises(DBAPIError, match="append-only"):
        recorded.execute(
            text(f"UPDATE history_payload SET body = '\\x00', salt = '\\x00', erasure_seq = NULL {SECOND}")
        )


def test_the_statements_may_run_again_and_keep_the_heads(recorded: Any) -> None:
    # when
    with recorded.database.begin() as connection:
        for statement in HISTORY_DDL:
            connection.execute(text(statement))
        heads = connection.execute(text("SELECT seq FROM history_stream WHERE stream_kind = 5")).scalar_one()

    # then
    assert heads == 1


def test_every_table_of_history_is_guarded(recorded: Any) -> None:
    # given
    tables = {name for name in inspect(recorded.database).get_table_names() if name.startswith("history_")}

    # then
    assert tables == {name for name in metadata.tables if name.startswith("history_")}
    with recorded.database.connect() as connection:
        guarded = connection.execute(
            text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'history_refuse' AND tgenabled = 'A'")
        )
        assert set(guarded.scalars()) == tables


def test_the_statements_hold_nothing_that_a_driver_would_interpret() -> None:
    for statement in HISTORY_DDL:
        assert "%" not in statement
        assert not text(statement)._bindparams
