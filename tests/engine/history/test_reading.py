"""Reading sees one moment, writes nothing, and leaves the pool as it was."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.history import verify
from engine.history.events import process_instance_stream
from engine.history.faults import Status
from engine.history.reading import snapshot, streams
from engine.persistence.database import open_database


def test_a_snapshot_does_not_see_what_is_written_meanwhile(store: Any) -> None:
    # given
    store.case(1001, {"n": 1})

    # when
    with snapshot(store.database) as connection:
        before = verify.verify_store(connection, store.public_keys)
        store.case(1001, {"n": 2})
        store.case(1002, {"n": 1})
        store.checkpoint()
        after = verify.verify_store(connection, store.public_keys)

    # then
    assert before == after
    assert store.verify().events == 3


def test_a_snapshot_cannot_write(store: Any) -> None:
    with snapshot(store.database) as connection, pytest.raises(DBAPIError, match="read-only transaction"):
        connection.execute(text("UPDATE history_stream SET seq = 1"))


def test_a_pooled_connection_comes_back_as_it_was(database_url: str) -> None:
    # given a pool of one connection
    database = open_database(database_url, pool_size=1)
    with snapshot(database) as connection:
        process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()

    # then
    with database.begin() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() == process
        assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"
        assert connection.execute(text("SHOW transaction_read_only")).scalar_one() == "off"
    database.dispose()


def test_streams_come_in_order_whatever_the_order_of_writing(store: Any) -> None:
    # given
    for key in (1003, 1001, 1002, 1001):
        store.case(key, {"n": 1}, personal={"resident-2": {}, "resident-1": {}})

    # when
    with snapshot(store.database) as connection:
        found = [
            (stream, [(event.seq, [payload.part for payload in payloads]) for event, payloads in events])
            for stream, events in streams(connection)
        ]

    # then
    one, two = (1, [0, 1, 2]), (2, [0, 1, 2])
    assert found == [
        (process_instance_stream(1001), [one, two]),
        (process_instance_stream(1002), [one]),
        (process_instance_stream(1003), [one]),
    ]


def test_an_empty_store_is_intact(store: Any) -> None:
    # when
    result = store.verify()

    # then
    assert (result.status, result.streams, result.events, result.checkpoints) == (Status.INTACT, 0, 0, 0)
