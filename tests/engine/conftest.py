"""An engine on a fresh database, closed after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engine.engine import Engine
from tests.engine.wiring import make_engine


@pytest.fixture
def new_engine(database_url: str) -> Iterator[Callable[..., Engine]]:
    """Makes engines on this test's database; takes what `make_engine` takes."""
    engines: list[Engine] = []

    def create(**options: object) -> Engine:
        engines.append(make_engine(database_url, **options))  # type: ignore[arg-type]
        return engines[-1]

    yield create
    for engine in engines:
        engine.ports.queue.close()
        engine.database.dispose()


@pytest.fixture
def engine(new_engine: Callable[..., Engine]) -> Engine:
    """An engine without handlers."""
    return new_engine()
