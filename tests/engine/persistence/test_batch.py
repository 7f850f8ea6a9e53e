"""Rows collected and written together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import select

from engine.persistence import batch as batch_module
from engine.persistence.batch import Batch
from engine.persistence.connection import Connection
from engine.persistence.database import open_database
from engine.persistence.tables.instance import element_instance
from engine.persistence.tables.job import job
from engine.persistence.tables.task import user_task

MOMENT = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    database: SqlEngine = open_database(database_url, pool_size=1)
    connection = Connection(database)
    yield connection
    connection.close()
    database.dispose()


def element(key: int, **more: Any) -> dict[str, Any]:
    row = {"key": key, "process_instance_key": 7, "scope_key": 7, "start_date": MOMENT, "end_date": None}
    return {**row, "state": "ACTIVE", "type": "USER_TASK", "element_id": f"e{key}", **more}


def states(connection: Connection) -> dict[int, str]:
    found = connection.execute(select(element_instance.c.key, element_instance.c.state)).all()
    return {row.key: row.state for row in found}


@pytest.mark.parametrize("count", [1, 2, 3, 7, 300])
def test_any_number_of_rows_is_inserted_changed_and_deleted(connection: Connection, count: int) -> None:
    batch = Batch()
    for key in range(count):
        batch.insert(element_instance, element(key))
    batch.flush(connection)
    assert states(connection) == dict.fromkeys(range(count), "ACTIVE")
    for key in range(count):
        batch.update(element_instance, {"key": key, "state": "COMPLETED", "end_date": MOMENT})
    batch.flush(connection)
    assert states(connection) == dict.fromkeys(range(count), "COMPLETED")
    for key in range(count):
        batch.delete(element_instance, key=key)
    batch.flush(connection)
    assert states(connection) == {}


def test_very_much_goes_in_several_statements(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_module, "MOST_PARAMETERS", 50)
    monkeypatch.setattr(batch_module, "MOST_ROWS", 4)
    batch = Batch()
    for key in range(100):
        batch.insert(element_instance, element(key))
    batch.flush(connection)
    assert len(states(connection)) == 100


def test_values_of_every_kind_arrive_as_they_are(connection: Connection) -> None:
    batch = Batch()
    task = {
        "key": 2**40,
        "root_key": 1,
        "process_instance_key": 1,
        "process_definition_key": 1,
        "candidate_set_key": 1,
        "creation_date": MOMENT,
        "due_date": None,
        "priority": 50,
        "state": "CREATED",
        "element_id": "việc_'\"\\%s",
        "candidate_users": [],
        "candidate_groups": ["a,b", '"', "{}"],
        "headers": {"khóa": 'giá trị "\\'},
    }
    batch.insert(user_task, task)
    batch.flush(connection)
    row = connection.execute(select(user_task)).mappings().one()
    assert {name: row[name] for name in task} == task


def test_rows_of_one_table_may_name_different_columns(connection: Connection) -> None:
    batch = Batch()
    batch.insert(element_instance, element(1))
    batch.insert(element_instance, {name: value for name, value in element(2).items() if name != "end_date"})
    batch.update(element_instance, {"key": 1, "element_id": "a"})
    batch.flush(connection)
    batch.update(element_instance, {"key": 1, "state": "COMPLETED"})
    batch.update(element_instance, {"key": 2, "element_id": "b"})
    batch.flush(connection)
    found = select(element_instance.c.element_id, element_instance.c.state).order_by(element_instance.c.key)
    assert [tuple(row) for row in connection.execute(found)] == [("a", "COMPLETED"), ("b", "ACTIVE")]


def test_later_writes_to_a_row_join_the_earlier_ones(connection: Connection) -> None:
    batch = Batch()
    batch.insert(element_instance, element(1))
    batch.update(element_instance, {"key": 1, "state": "COMPLETED"})
    batch.insert(element_instance, element(2))
    batch.delete(element_instance, key=2)
    assert [row["key"] for row in batch.pending(element_instance)] == [1]
    batch.flush(connection)
    assert states(connection) == {1: "COMPLETED"}


def test_updates_go_by_the_primary_key_even_when_the_table_was_small_at_first(connection: Connection) -> None:
    batch = Batch()
    for number in (1, 2):
        for key in range(number):
            batch.update(element_instance, {"key": key, "state": "COMPLETED", "end_date": MOMENT})
        for _ in range(8):
            batch.flush(connection)
            for key in range(number):
                batch.update(element_instance, {"key": key, "state": "COMPLETED", "end_date": MOMENT})
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    like = "SELECT name, parameter_types FROM pg_prepared_statements WHERE statement LIKE 'WITH w0 AS (UPDATE%%'"
    prepared = connection.exec_driver_sql(like).all()
    assert len(prepared) == 2
    for row in prepared:
        values = ", ".join(["NULL"] * len(row.parameter_types))
        plan = connection.exec_driver_sql(f"EXPLAIN EXECUTE {row.name}({values})").scalars().all()
        assert any("Index Scan using pk_element_instance" in line for line in plan), plan


def test_nothing_pending_sends_nothing(connection: Connection) -> None:
    batch = Batch()
    batch.insert(job, {"key": 1})
    batch.delete(job, key=1)
    Batch().flush(connection)
    assert batch.pending(job) == []
    assert not connection.in_transaction()
