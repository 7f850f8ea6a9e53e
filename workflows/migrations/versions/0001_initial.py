"""The schema of the first release: our tables and Procrastinate's."""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from workflows.migrations.schema import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    connection.execute(text("create extension if not exists unaccent"))
    connection.execute(text("create extension if not exists pg_trgm"))
    tables().create_all(connection)
    # The script holds colons and percent signs of its own, which neither SQLAlchemy nor psycopg may interpret.
    connection.connection.cursor().execute(SchemaManager.get_schema())
