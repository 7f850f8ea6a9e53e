"""A server for an office at work, and clients signed in as its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.api.conftest import Served
from tests.workflows.office import Office
from tests.workflows.office_fixtures import installed_database, new_office, office, tra_bong_pack
from workflows.packs import Pack

__all__ = ["installed_database", "new_office", "office", "tra_bong_pack"]


@pytest.fixture
def server(office: Office) -> Iterator[Served]:
    """Every response must be as the OpenAPI document says."""
    served = Served(office.application)
    served.start()
    yield served
    served.stop()
    assert not served.recorder.wrong


@pytest.fixture
def as_user(server: Served, tra_bong_pack: Pack) -> Iterator[Callable[[str], httpx.Client]]:
    """A client signed in with Basic as one of the people of the office."""
    with ExitStack() as clients:

        def client(username: str) -> httpx.Client:
            auth = (username, tra_bong_pack.demo_password)
            return clients.enter_context(httpx.Client(base_url=server.url, auth=auth, timeout=60))

        yield client
