"""Gives the program its database: the server that `DATABASE_URL` names, or the bundled one in the data folder."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from engine.errors import Unavailable
from engine.persistence.embedded import DatabaseDidNotStart, EmbeddedPostgres
from workflows.settings import Settings

_OLDEST = 15
_WATCH_SECONDS = 0.5

_logger = logging.getLogger(__name__)


class DatabaseUnreachable(Unavailable):
    """The server that `DATABASE_URL` names does not answer, or refuses us; `reason` is the driver's message."""

    code = "database.unreachable"


class DatabaseTooOld(Unavailable):
    """The server that `DATABASE_URL` names is older than PostgreSQL 15."""

    code = "database.too_old"


@contextmanager
def running_database(settings: Settings, *, on_restart: Callable[[], None] | None = None) -> Iterator[str]:
    """Yield the URL of a PostgreSQL that answers.

    The bundled one is watched and started again should it die, at the same URL; afterwards it is stopped if nobody
    else uses it. `on_restart` is called after each restart, from the watching thread.

    Raises DatabaseUnreachable, DatabaseTooOld, or what `EmbeddedPostgres.start` raises.
    """
    if settings.database_url is None:
        with EmbeddedPostgres(settings.data) as server, _watched(server, on_restart):
            yield server.url()
    else:
        url = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        _check(url)
        yield url


@contextmanager
def _watched(server: EmbeddedPostgres, on_restart: Callable[[], None] | None) -> Iterator[None]:
    end = threading.Event()

    def watch() -> None:
        while not end.wait(_WATCH_SECONDS):
            if server.is_alive():
                continue
            _logger.warning("PostgreSQL has died; starting it again")
            try:
                server.start()
            except DatabaseDidNotStart:
                _logger.exception("PostgreSQL did not start again; trying on")
            else:
                if on_restart:
                    on_restart()

    thread = threading.Thread(target=watch, name="postgres-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def _check(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            major = connection.info.server_version // 10_000
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise DatabaseUnreachable(reason=str(error).strip()) from error
    if major < _OLDEST:
        raise DatabaseTooOld(found=major, oldest=_OLDEST)
