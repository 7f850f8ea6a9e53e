"""Fixtures of offices at work; a folder takes them over in its conftest.

Installing a pack takes seconds, so it is done once for a run, and every test gets a copy of the database.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from fasteners import InterProcessLock

from engine.clock import PinnedClock
from engine.persistence.embedded import EmbeddedPostgres
from tests.workflows.office import Office
from tests.workflows.standing import START
from workflows.packs import Pack, load_pack
from workflows.packs.install import install_pack
from workflows.settings import Settings
from workflows.wiring import Application, wire

PROGRAMME = "tra_bong_2025"


def application_on(url: str) -> Application:
    """The program with its clock at the beginning of the programme, looking at the store whenever it is asked."""
    return wire(Settings(database_url=url, pool_size=4), clock=PinnedClock(START))


@pytest.fixture(scope="session")
def tra_bong_pack() -> Pack:
    return load_pack(PROGRAMME)


@pytest.fixture(scope="session")
def installed_database(
    postgres: EmbeddedPostgres, template_database: str, admin_connection: psycopg.Connection, tra_bong_pack: Pack
) -> str:
    """The name of a database with Trà Bồng 2025 installed and opened, which nobody writes to."""
    name = "template_installed"
    with InterProcessLock(Path(os.environ["PYTEST_QUYTRINH_FOLDER"]) / f"{name}.lock"):
        if not admin_connection.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
            draft = name + "_draft"
            admin_connection.execute(f"drop database if exists {draft} with (force)")
            admin_connection.execute(f"create database {draft} template {template_database}")
            with application_on(postgres.url(draft)) as application:
                install_pack(application.engine, tra_bong_pack)
            admin_connection.execute(f"alter database {draft} rename to {name}")
    return name


@pytest.fixture
def new_office(
    postgres: EmbeddedPostgres, installed_database: str, admin_connection: psycopg.Connection
) -> Iterator[Callable[[], Office]]:
    """Opens as many offices as a test asks for, each with a copy of its own."""
    with ExitStack() as resources:

        def create() -> Office:
            name = f"office_{os.urandom(8).hex()}"
            admin_connection.execute(f"create database {name} template {installed_database}")
            resources.callback(admin_connection.execute, f"drop database {name} with (force)")
            return Office(resources.enter_context(application_on(postgres.url(name))))

        yield create


@pytest.fixture
def office(new_office: Callable[[], Office]) -> Office:
    """Trà Bồng on 10/03/2025, 08:00: the programme is open, nobody has done anything yet."""
    return new_office()
