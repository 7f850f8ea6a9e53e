"""The schema of the first release: our tables, what guards history, and Procrastinate's."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

from engine.history.ddl import HISTORY_DDL

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_FOLDER = Path(__file__).parent


def upgrade() -> None:
    connection = op.get_bind().connection
    # The scripts hold colons and percent signs of their own, which neither SQLAlchemy nor psycopg may interpret.
    cursor = connection.cursor()
    cursor.execute("create extension if not exists unaccent")
    cursor.execute("create extension if not exists pg_trgm")
    cursor.execute((_FOLDER / "0001_tables.sql").read_text(encoding="utf-8"))
    for statement in HISTORY_DDL:
        cursor.execute(statement)
    cursor.execute("insert into engine_state (id) values (1)")
    cursor.execute(SchemaManager.get_schema())
    # A NOTIFY inside a transaction makes commits wait for each other; engine/jobs/queue.py sends wake-ups after commit.
    cursor.execute("drop trigger procrastinate_jobs_notify_queue_job_inserted_v1 on procrastinate_jobs")
