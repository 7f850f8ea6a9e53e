"""One private PostgreSQL server for the whole run, one migrated template, and a fresh clone of it for every test."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from fasteners import InterProcessLock
from hypothesis import settings as hypothesis_settings

from engine.persistence.embedded import EmbeddedPostgres
from workflows import migrations

_FOLDER = "PYTEST_QUYTRINH_FOLDER"
_TEMPLATE = "template_migrated"

# Tests need no durability: a killed run is simply run again.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "autovacuum": "off",
}

# How long an example takes depends on the machine and on what else it does; it is no property of the code.
hypothesis_settings.register_profile("quytrinh", deadline=None)
hypothesis_settings.load_profile("quytrinh")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of this run, which the workers learn of by the environment."""
    if hasattr(config, "workerinput"):
        return
    _remove_leftovers()
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix=f"quytrinh-tests-{os.getpid()}-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and _FOLDER in os.environ:
        shutil.rmtree(os.environ.pop(_FOLDER), ignore_errors=True)


def _remove_leftovers() -> None:
    """Remove the folders of killed runs; a server that still runs on one ends itself within a minute."""
    for folder in Path(tempfile.gettempdir()).glob("quytrinh-tests-*-*"):
        if not psutil.pid_exists(int(folder.name.split("-")[2])):
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The server of this run, shared by all workers; the last one stops it."""
    with EmbeddedPostgres(Path(os.environ[_FOLDER]), settings=_SETTINGS) as server:
        yield server


@pytest.fixture(scope="session")
def template_database(postgres: EmbeddedPostgres) -> str:
    """The name of a database that is migrated to head and never written to."""
    with (
        InterProcessLock(Path(os.environ[_FOLDER]) / "template.lock"),
        psycopg.connect(postgres.url("postgres"), autocommit=True) as connection,
    ):
        if not connection.execute("select 1 from pg_database where datname = %s", (_TEMPLATE,)).fetchone():
            draft = _TEMPLATE + "_draft"
            connection.execute(f"drop database if exists {draft} with (force)")
            connection.execute(f"create database {draft}")
            migrations.upgrade(postgres.url(draft))
            connection.execute(f"alter database {draft} rename to {_TEMPLATE}")
            connection.execute(f"alter database {_TEMPLATE} allow_connections false")
    return _TEMPLATE


@pytest.fixture(scope="session")
def admin_connection(postgres: EmbeddedPostgres) -> Iterator[psycopg.Connection]:
    """A connection that creates and drops databases."""
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def new_database(
    postgres: EmbeddedPostgres, template_database: str, admin_connection: psycopg.Connection
) -> Iterator[Callable[[], str]]:
    """Makes as many migrated databases as the test asks for and returns the URL of each; dropped after the test."""
    names: list[str] = []

    def create() -> str:
        name = f"test_{uuid.uuid4().hex}"
        admin_connection.execute(f"create database {name} template {template_database}")
        names.append(name)
        return postgres.url(name)

    yield create
    for name in names:
        admin_connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """The URL of a fresh, migrated database of this test's own."""
    return new_database()
