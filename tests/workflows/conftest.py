"""The wired program on a fresh database, with the organisation and the people of Trà Bồng where a test wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from workflows.identity.demo_accounts import demo_accounts
from workflows.organization.commands.import_organization import ImportOrganization
from workflows.packs import Pack, load_pack
from workflows.settings import Settings
from workflows.wiring import Application, wire

START = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
"""10/03/2025 08:00 in Việt Nam, where the clock of these tests stands."""


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("tra_bong_2025")


@pytest.fixture
def new_application(database_url: str) -> Iterator[Callable[[], Application]]:
    """Wires as many programs on this test's database as it asks for, each like a process of its own."""
    with ExitStack() as open_ones:

        def create() -> Application:
            settings = Settings(database_url=database_url, pool_size=4)
            return open_ones.enter_context(wire(settings, clock=PinnedClock(START), handlers={}))

        yield create


@pytest.fixture
def application(new_application: Callable[[], Application]) -> Application:
    """A wired program on an empty store."""
    return new_application()


@pytest.fixture
def tra_bong(application: Application, pack: Pack) -> Application:
    """A wired program with the organisation of Trà Bồng 2025 and an account for everybody."""
    application.engine.execute(ImportOrganization.of(pack), SYSTEM)
    application.engine.execute(demo_accounts(pack), SYSTEM)
    return application
