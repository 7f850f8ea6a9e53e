"""Brings a database to the schema of this release: one Alembic history for engine and domain.

Migrations run beside the release before them: add now, drop in the next release.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine

from engine.persistence.database import normalized_url


def config() -> Config:
    """Alembic's configuration, with no file: the scripts lie beside this module."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings


def head() -> str:
    """The revision of this release."""
    revision = ScriptDirectory.from_config(config()).get_current_head()
    if revision is None:
        raise LookupError("no migration is installed")
    return revision


def current(url: str) -> str | None:
    """The revision of the database at `url`; None for an empty one."""
    engine = create_engine(normalized_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(url: str) -> None:
    """Bring the database at `url` to head, in one transaction. Several may try at once: one does it, the rest wait."""
    engine = create_engine(normalized_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
