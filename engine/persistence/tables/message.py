"""Messages: who waits for one, and those that nobody has taken yet."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Table, Text

from engine.persistence.metadata import metadata

message_subscription = Table(
    "message_subscription",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("root_key", BigInteger, nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("process_id", Text, nullable=False),
    Column("element_instance_key", BigInteger, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("message_name", Text, nullable=False),
    Column("correlation_key", Text, nullable=False),
    Column("is_interrupting", Boolean, nullable=False),
    Index("ix_message_subscription_name_key", "message_name", "correlation_key"),
    Index("ix_message_subscription_root_key", "root_key"),
)

message_start_subscription = Table(
    "message_start_subscription",
    metadata,
    Column("process_definition_key", BigInteger, primary_key=True, autoincrement=False),
    Column("element_id", Text, primary_key=True),
    Column("process_id", Text, nullable=False),
    Column("message_name", Text, nullable=False),
    Index("ix_message_start_subscription_message_name", "message_name"),
)

message = Table(
    "message",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text, nullable=False),
    Column("message_id", Text),
    Column("variables", Text, nullable=False, comment="JSON text"),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_message_name_correlation_key", "name", "correlation_key"),
    Index("ix_message_expires_at", "expires_at"),
)

message_correlation = Table(
    "message_correlation",
    metadata,
    Column("message_key", BigInteger, primary_key=True, autoincrement=False),
    Column("process_id", Text, primary_key=True),
)
"""A message hits at most one subscription per process id (all versions)."""
