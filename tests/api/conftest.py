"""A real server on a free loopback port, on a fresh database, and the SDK of Camunda 8 that speaks to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import camunda_orchestration_sdk as sdk
import httpx
import pytest
import uvicorn

from api.app import create_app
from engine.actor import SYSTEM
from engine.clock import PinnedClock
from tests.api.recorder import Recorder
from tests.engine.waiting import until
from tests.engine.wiring import START, AllowAll
from workflows.identity.commands.accounts import NewAccount, OpenAccounts
from workflows.identity.passwords import hash_password
from workflows.settings import Settings
from workflows.wiring import Application, wire

PASSWORD = "một mật khẩu dài 42"
PASSWORD_HASH = hash_password(PASSWORD)


@pytest.fixture
def application(database_url: str) -> Iterator[Application]:
    """The program on a fresh database; everybody who is signed in may do everything."""
    with wire(Settings(database_url=database_url, long_poll_seconds=30), clock=PinnedClock(START)) as running:
        running.engine.ports = replace(running.engine.ports, policy=AllowAll())
        accounts = tuple(
            NewAccount(username=name, password_hash=PASSWORD_HASH, must_change_password=False)
            for name in ("demo", "lan", "guest")
        )
        running.engine.execute(OpenAccounts(accounts=accounts), SYSTEM)
        yield running


class Served:
    """A server in a thread; every response must be as the OpenAPI document says."""

    def __init__(self, application: Application) -> None:
        self.app = create_app(application)
        self.recorder = Recorder(self.app, self.app.openapi())
        config = uvicorn.Config(self.recorder, port=0, log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @property
    def url(self) -> str:
        port: int = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    @property
    def waiting(self) -> int:
        """How many requests the server holds."""
        return int(self.app.state.services.waiting.count)

    def __enter__(self) -> Served:
        self.start()
        return self

    def start(self) -> None:
        """Return when requests are answered."""
        self._thread.start()
        until(lambda: self._server.started)

    def __exit__(self, *_: object) -> None:
        self.stop()
        assert not self.recorder.wrong

    def stop(self) -> None:
        """Let those who wait go and end, as a signal would have it."""
        if self._server.should_exit:
            return
        self.app.state.services.waiting.close()
        self._server.should_exit = True
        self._thread.join()


@pytest.fixture
def server(application: Application) -> Iterator[Served]:
    """A server for the length of a test."""
    with Served(application) as served:
        yield served


@pytest.fixture
def new_client(server: Served) -> Iterator[Callable[..., sdk.CamundaClient]]:
    """Makes SDK clients, signed in with Basic as the user named."""
    clients: list[sdk.CamundaClient] = []

    def create(username: str = "demo", password: str = PASSWORD) -> sdk.CamundaClient:
        configuration: Any = {
            "CAMUNDA_REST_ADDRESS": server.url,
            "CAMUNDA_AUTH_STRATEGY": "BASIC",
            "CAMUNDA_BASIC_AUTH_USERNAME": username,
            "CAMUNDA_BASIC_AUTH_PASSWORD": password,
        }
        client = sdk.CamundaClient(configuration=configuration)
        client.__enter__()  # type: ignore[no-untyped-call]
        clients.append(client)
        return client

    yield create
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(new_client: Callable[..., sdk.CamundaClient]) -> sdk.CamundaClient:
    """The SDK, signed in as ``demo``."""
    return new_client()


@pytest.fixture
def http(server: Served) -> Iterator[httpx.Client]:
    """A plain HTTP client, signed in with Basic as ``demo``."""
    with httpx.Client(base_url=server.url, auth=("demo", PASSWORD), timeout=60) as client:
        yield client


@pytest.fixture
def anonymous(server: Served) -> Iterator[httpx.Client]:
    """A plain HTTP client that is not signed in."""
    with httpx.Client(base_url=server.url, timeout=60) as client:
        yield client
