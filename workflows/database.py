"""Gives the program its database: the server that `DATABASE_URL` names, or the bundled one in the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from engine.errors import Unavailable
from engine.persistence.embedded import EmbeddedPostgres
from workflows.settings import Settings

_OLDEST = 15


class DatabaseUnreachable(Unavailable):
    """The server that `DATABASE_URL` names does not answer, or refuses us; `reason` is the driver's message."""

    code = "database.unreachable"


class DatabaseTooOld(Unavailable):
    """The server that `DATABASE_URL` names is older than PostgreSQL 15."""

    code = "database.too_old"


@contextmanager
def running_database(settings: Settings) -> Iterator[str]:
    """Yield the URL of a PostgreSQL that answers; the bundled one is stopped afterwards if nobody else uses it.

    Raises DatabaseUnreachable, DatabaseTooOld, or what `EmbeddedPostgres.start` raises.
    """
    if settings.database_url is None:
        with EmbeddedPostgres(settings.data) as server:
            yield server.url()
    else:
        url = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        _check(url)
        yield url


def _check(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            major = connection.info.server_version // 10_000
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise DatabaseUnreachable(reason=str(error).strip()) from error
    if major < _OLDEST:
        raise DatabaseTooOld(found=major, oldest=_OLDEST)
