"""Plain SQL on the short way: the same answers as on the long one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import select, text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from engine.persistence import statements
from engine.persistence.connection import Connection
from engine.persistence.database import open_database
from engine.persistence.tables.system import engine_state

MOMENT = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[SqlEngine]:
    database = open_database(database_url, pool_size=2)
    yield database
    database.dispose()


VALUES: tuple[object, ...] = (
    1,
    2**40,
    -3,
    "Trà Bồng",
    b"\x00\xff",
    None,
    True,
    MOMENT,
    Decimal("1.50"),
    ["a", "b"],
    [],
)
TYPES = ("int", "bigint", "smallint", "text", "bytea", "text", "bool", "timestamptz", "numeric", "text[]", "text[]")


@pytest.mark.parametrize("times", [1, 3])
def test_values_come_back_as_they_went_whether_prepared_or_not(database: SqlEngine, times: int) -> None:
    sql = "SELECT " + ", ".join(f"%s::{name}" for name in TYPES)
    with Connection(database, is_reading=True) as connection:
        for _ in range(times):
            assert tuple(connection.exec_driver_sql(sql, VALUES).one()) == VALUES


def test_named_parameters_may_be_used_twice_and_a_doubled_percent_sign_is_one(database: SqlEngine) -> None:
    sql = "SELECT %(b)s::int - %(a)s::int, %(b)s::int %% 4, 'a%%'"
    with Connection(database, is_reading=True) as connection:
        assert tuple(connection.exec_driver_sql(sql, {"a": 1, "b": 7, "unused": 9}).one()) == (6, 3, "a%")


def test_rows_know_their_columns(database: SqlEngine) -> None:
    with Connection(database, is_reading=True) as connection:
        for _ in range(3):
            row = connection.exec_driver_sql("SELECT 1 AS one, 'x' AS name").one()
            assert (row.one, row.name, dict(row._mapping)) == (1, "x", {"one": 1, "name": "x"})
        assert connection.exec_driver_sql("SELECT 1 WHERE false").one_or_none() is None
        assert connection.exec_driver_sql("SELECT generate_series(1, 3)").scalars().all() == [1, 2, 3]


def test_plain_sql_and_core_share_one_transaction(database: SqlEngine) -> None:
    with Connection(database) as connection:
        connection.exec_driver_sql("UPDATE engine_state SET deployment_epoch = 5")
        assert connection.execute(select(engine_state.c.deployment_epoch)).scalar_one() == 5
        connection.rollback()
        connection.execute(text("UPDATE engine_state SET identity_epoch = 7"))
        connection.exec_driver_sql("UPDATE engine_state SET deployment_epoch = 6")
        connection.commit()
    with Connection(database, is_reading=True) as connection:
        row = connection.exec_driver_sql("SELECT deployment_epoch, identity_epoch FROM engine_state").one()
        assert tuple(row) == (6, 7)


def test_what_is_not_committed_is_gone_when_the_connection_is_closed(database: SqlEngine) -> None:
    with Connection(database) as connection:
        connection.exec_driver_sql("UPDATE engine_state SET deployment_epoch = 5")
    with Connection(database, is_reading=True) as connection:
        assert connection.exec_driver_sql("SELECT deployment_epoch FROM engine_state").scalar_one() == 0


def test_reading_leaves_no_transaction_open(database: SqlEngine, admin_connection: psycopg.Connection) -> None:
    with Connection(database, is_reading=True) as connection:
        process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        state = "SELECT state FROM pg_stat_activity WHERE pid = %s"
        assert admin_connection.execute(state, (process,)).fetchone() == ("idle",)


def test_a_refused_statement_raises_what_sqlalchemy_raises(database: SqlEngine) -> None:
    with Connection(database) as connection:
        for _ in range(3):
            with pytest.raises(IntegrityError) as refused:
                connection.exec_driver_sql("INSERT INTO engine_state (id) VALUES (1)")
            assert getattr(refused.value.orig, "sqlstate", None) == "23505"
            connection.rollback()
        with pytest.raises(DataError):
            connection.exec_driver_sql("SELECT %s::int", ("x",))


def test_a_lost_connection_is_told_and_replaced(database: SqlEngine, admin_connection: psycopg.Connection) -> None:
    with Connection(database) as connection:
        process = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        admin_connection.execute("SELECT pg_terminate_backend(%s, 10000)", (process,))
        with pytest.raises(OperationalError) as lost:
            connection.exec_driver_sql("SELECT 1")
        assert lost.value.connection_invalidated
    with Connection(database) as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1


def test_only_the_statements_used_last_stay_prepared(database: SqlEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "PREPARED", 3)
    with Connection(database, is_reading=True) as connection:
        for number in (1, 2, 3, 4, 5, 1):
            for _ in range(3):
                assert connection.exec_driver_sql(f"SELECT {number}").scalar_one() == number
        texts = connection.exec_driver_sql("SELECT statement FROM pg_prepared_statements").scalars().all()
        assert {"SELECT 5", "SELECT 1"} <= set(texts)
        assert len(texts) <= 3


def test_a_statement_is_prepared_anew_when_a_migration_changed_what_it_returns(database: SqlEngine) -> None:
    sql = "SELECT * FROM changing"
    with Connection(database) as connection:
        connection.exec_driver_sql("CREATE TABLE changing (a int)")
        for _ in range(3):
            connection.exec_driver_sql(sql)
        connection.commit()
        connection.exec_driver_sql("ALTER TABLE changing ADD b int")
        connection.commit()
        with pytest.raises(Exception, match="cached plan"):
            connection.exec_driver_sql(sql)
        connection.rollback()
        assert list(connection.exec_driver_sql(sql).keys()) == ["a", "b"]
