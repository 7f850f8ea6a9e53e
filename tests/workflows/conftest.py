"""The wired program on a fresh database, with the organisation and the people of Trà Bồng where a test wants them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from fasteners import InterProcessLock

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.persistence.embedded import EmbeddedPostgres
from tests.workflows.standing import START, FixedDirectory, Ticks
from workflows.identity.demo_accounts import demo_accounts
from workflows.organization.commands.import_organization import ImportOrganization
from workflows.organization.directory import Directory
from workflows.organization.values import Organization
from workflows.packs import Pack, load_pack
from workflows.settings import Settings
from workflows.wiring import Application, wire

_TEMPLATE = "template_tra_bong"


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("tra_bong_2025")


@pytest.fixture
def clock() -> PinnedClock:
    """The machine's clock of all programs of a test."""
    return PinnedClock(START)


@pytest.fixture
def ticks() -> Ticks:
    """Passes no second by itself, so that no look at the epoch comes unasked."""
    return Ticks()


@pytest.fixture
def application(database_url: str, clock: PinnedClock, ticks: Ticks) -> Iterator[Application]:
    """A wired program on an empty store."""
    with _wired(database_url, clock, ticks) as program:
        yield program


@pytest.fixture(scope="session")
def tra_bong_template(
    postgres: EmbeddedPostgres, template_database: str, admin_connection: psycopg.Connection, pack: Pack
) -> str:
    """A database with the organisation of Trà Bồng 2025 and an account for everybody, made once for all workers."""
    with InterProcessLock(Path(os.environ["PYTEST_QUYTRINH_FOLDER"]) / "tra_bong.lock"):
        if not admin_connection.execute("select 1 from pg_database where datname = %s", (_TEMPLATE,)).fetchone():
            draft = _TEMPLATE + "_draft"
            admin_connection.execute(f"drop database if exists {draft} with (force)")
            admin_connection.execute(f"create database {draft} template {template_database}")
            with wire(Settings(database_url=postgres.url(draft)), clock=PinnedClock(START), handlers={}) as program:
                program.engine.execute(ImportOrganization.of(pack), SYSTEM)
                program.engine.execute(demo_accounts(pack), SYSTEM)
            admin_connection.execute(f"alter database {draft} rename to {_TEMPLATE}")
            admin_connection.execute(f"alter database {_TEMPLATE} allow_connections false")
    return _TEMPLATE


@pytest.fixture
def tra_bong_url(
    postgres: EmbeddedPostgres, tra_bong_template: str, admin_connection: psycopg.Connection
) -> Iterator[str]:
    """The URL of a clone of that database."""
    name = f"test_{uuid.uuid4().hex}"
    admin_connection.execute(f"create database {name} template {tra_bong_template}")
    yield postgres.url(name)
    admin_connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def new_tra_bong(tra_bong_url: str, clock: PinnedClock, ticks: Ticks) -> Iterator[Callable[[], Application]]:
    """Wires programs on one clone, each like a process of its own."""
    with ExitStack() as open_ones:
        yield lambda: open_ones.enter_context(_wired(tra_bong_url, clock, ticks))


@pytest.fixture
def tra_bong(new_tra_bong: Callable[[], Application]) -> Application:
    """A wired program with the organisation of Trà Bồng 2025 and an account for everybody."""
    return new_tra_bong()


@pytest.fixture(scope="session")
def organization(
    postgres: EmbeddedPostgres, tra_bong_template: str, admin_connection: psycopg.Connection
) -> Organization:
    """The organisation of Trà Bồng 2025 as it was read from the store, for tests that only ask it."""
    name = f"test_{uuid.uuid4().hex}"
    admin_connection.execute(f"create database {name} template {tra_bong_template}")
    with wire(Settings(database_url=postgres.url(name)), clock=PinnedClock(START), handlers={}) as program:
        found = program.directories.current().organization
    admin_connection.execute(f"drop database {name} with (force)")
    return found


@pytest.fixture
def march(organization: Organization) -> FixedDirectory:
    """The directory of 10/03/2025."""
    return FixedDirectory(Directory(organization, START.date()))


def _wired(url: str, clock: PinnedClock, ticks: Ticks) -> Application:
    return wire(Settings(database_url=url, pool_size=4), clock=clock, ticks=ticks, handlers={})
