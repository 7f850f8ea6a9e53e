"""The wired program for a command, and who acts in it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from engine.actor import SYSTEM, Actor
from engine.errors import Conflict, NotFound
from engine.history.signing import signing_key
from workflows.identity.actors import ACCOUNT_COLUMNS, account_of, actor_of
from workflows.settings import Settings
from workflows.wiring import Application, wire


class DatabaseNotMigrated(Conflict):
    """The database is not at the schema of this release. Fields: found, head."""

    code = "cli.database_not_migrated"


class AccountUnknown(NotFound):
    """There is no such account, or it is locked. Fields: username."""

    code = "cli.account_unknown"


def settings_of_environment() -> Settings:
    """Raises SettingsInvalid."""
    return Settings.from_environment(os.environ)


def set_up_logging(settings: Settings) -> None:
    """Log to stderr, one line an entry; what libraries tell of themselves only at level debug."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if settings.log_level != "debug":
        for name in ("alembic", "procrastinate", "uvicorn.error"):
            logging.getLogger(name).setLevel(logging.WARNING)


def require_migrated(url: str) -> None:
    """Raises DatabaseNotMigrated."""
    from workflows import migrations  # Alembic takes a second to load, and the server's processes do not need it

    found, head = migrations.current(url), migrations.head()
    if found != head:
        raise DatabaseNotMigrated(found=found or "∅", head=head)


@contextmanager
def program(settings: Settings, *, is_checked: bool = False) -> Iterator[Application]:
    """The program on its database, with the key that signs its history in the data folder.

    `is_checked` says that somebody has looked at the schema already. Raises DatabaseNotMigrated, and what `wire` and
    `signing_key` raise.
    """
    with wire(settings) as application:
        if not is_checked:
            require_migrated(application.database_url)
        running = application.engine
        running.ports = replace(running.ports, signing_key=signing_key(settings.data))
        yield application


def actor_named(application: Application, username: str | None) -> Actor:
    """The account `username` with the rights it has today; the system itself when None. Raises AccountUnknown."""
    if username is None:
        return SYSTEM
    rows = application.reader.rows(f"SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.username = %s", (username,))
    accounts = [account_of(row) for row in rows]
    if not accounts or accounts[0].is_locked:
        raise AccountUnknown(username=username)
    return actor_of(accounts[0], application.directories.current())
