"""Runs by Alembic for each command; `workflows.migrations.upgrade` hands over the connection."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from workflows.migrations.schema import is_ours, tables

_ONE_AT_A_TIME = 7_250_310_001
"""Key of the advisory lock under which migrations run."""

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables(),
    include_name=is_ours,
    compare_server_default=True,
    compare_type=True,
)
connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
with context.begin_transaction():
    context.run_migrations()
