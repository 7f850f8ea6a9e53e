"""Rows that belong to the whole store."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Index, LargeBinary, SmallInteger, Table, Text

from engine.persistence.metadata import metadata

engine_state = Table(
    "engine_state",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("deployment_epoch", BigInteger, nullable=False, server_default="0"),
    Column("identity_epoch", BigInteger, nullable=False, server_default="0"),
    Column("pinned_at", DateTime(timezone=True), comment="where the clock stands, if it is pinned"),
    CheckConstraint("id = 1", name="single_row"),
)
"""One row. The epochs tell every process when its caches are stale."""

idempotency = Table(
    "idempotency",
    metadata,
    Column("username", Text, primary_key=True),
    Column("idempotency_key", Text, primary_key=True),
    Column("request_digest", LargeBinary, nullable=False),
    Column("answer", LargeBinary, comment="null while the first request runs"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_idempotency_created_at", "created_at"),
)
