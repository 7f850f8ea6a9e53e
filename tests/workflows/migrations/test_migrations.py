"""An empty database becomes what the tables declare."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import NullPool, create_engine

from engine.persistence.database import normalized_url
from engine.persistence.embedded import EmbeddedPostgres
from workflows import migrations
from workflows.migrations.schema import is_ours, tables


@pytest.fixture
def empty_database_url(postgres: EmbeddedPostgres, admin_connection: psycopg.Connection) -> str:
    admin_connection.execute("drop database if exists test_empty with (force)")
    admin_connection.execute("create database test_empty")
    return postgres.url("test_empty")


def test_an_empty_database_goes_to_head(empty_database_url: str) -> None:
    # given
    assert migrations.current(empty_database_url) is None

    # when
    migrations.upgrade(empty_database_url)

    # then
    assert migrations.current(empty_database_url) == migrations.head()


def test_head_equals_the_declared_tables(database_url: str) -> None:
    engine = create_engine(normalized_url(database_url), poolclass=NullPool)
    options = {"include_name": is_ours, "compare_server_default": True, "compare_type": True}

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, tables())

    assert differences == []


def test_upgrading_a_database_at_head_changes_nothing(database_url: str) -> None:
    migrations.upgrade(database_url)

    assert migrations.current(database_url) == migrations.head()


def test_nodes_that_start_together_migrate_once(empty_database_url: str) -> None:
    # when
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(migrations.upgrade, [empty_database_url] * 3))

    # then
    with psycopg.connect(empty_database_url) as connection:
        assert connection.execute("select version_num from alembic_version").fetchall() == [(migrations.head(),)]
