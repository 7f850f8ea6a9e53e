"""Writes the next migration: the difference between the migrations so far and the tables as declared now."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import NullPool, create_engine

from engine.persistence.database import normalized_url
from engine.persistence.embedded import DATABASE, EmbeddedPostgres
from workflows import migrations


def main(message: str) -> None:
    """Migrate an empty database to head, compare, and write ``versions/<next number>_<message>.py`` to be read over."""
    number = f"{int(migrations.head()) + 1:04}"
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder)) as server:
        url = server.url(DATABASE)
        migrations.upgrade(url)
        engine = create_engine(normalized_url(url), poolclass=NullPool)
        with engine.connect() as connection:
            settings = migrations.config()
            settings.attributes["connection"] = connection
            command.revision(settings, message=message, rev_id=number, autogenerate=True)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('usage: make migration NAME="add due date to job"')
    main(sys.argv[1])
