"""The schema of the first release: our tables and Procrastinate's."""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from engine.history.ddl import HISTORY_DDL
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
    connection.execute(text("insert into engine_state (id) values (1)"))
    for statement in HISTORY_DDL:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    # The script holds colons and percent signs of its own, which neither SQLAlchemy nor psycopg may interpret.
    connection.connection.cursor().execute(SchemaManager.get_schema())
    # A NOTIFY inside a transaction makes commits wait for each other; engine/jobs/queue.py sends wake-ups after commit.
    connection.execute(text("drop trigger procrastinate_jobs_notify_queue_job_inserted_v1 on procrastinate_jobs"))
