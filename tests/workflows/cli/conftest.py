"""Databases for commands, which have no other clock than that of the store."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg
import pytest

from engine.persistence.embedded import EmbeddedPostgres
from tests.workflows.standing import START


@pytest.fixture
def tra_bong_march(tra_bong_url: str) -> str:
    """Trà Bồng on 10/03/2025, when everybody of the pack is in office."""
    with psycopg.connect(tra_bong_url) as connection:
        connection.execute("UPDATE engine_state SET pinned_at = %s", (START,))
    return tra_bong_url


@pytest.fixture
def empty_database_url(postgres: EmbeddedPostgres, admin_connection: psycopg.Connection) -> Iterator[str]:
    """The URL of an empty database."""
    name = f"test_{uuid.uuid4().hex}"
    admin_connection.execute(f"create database {name}")
    yield postgres.url(name)
    admin_connection.execute(f"drop database {name} with (force)")
