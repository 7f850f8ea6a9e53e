"""Jobs for workers, and timers."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from engine.persistence.metadata import metadata

job = Table(
    "job",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("root_key", BigInteger, nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("element_instance_key", BigInteger, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("is_internal", Boolean, nullable=False, comment="done by a registered handler, not by an external worker"),
    Column("retries", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("worker", Text),
    Column("deadline", DateTime(timezone=True), comment="until when the activation holds"),
    Column("available_at", DateTime(timezone=True), nullable=False, comment="not before this time, after a failure"),
    Column("error_code", Text),
    Column("error_message", Text),
    Column("creation_time", DateTime(timezone=True), nullable=False),
    Column("last_update_time", DateTime(timezone=True), nullable=False),
    Column("end_time", DateTime(timezone=True)),
    Index("ix_job_process_instance_key", "process_instance_key"),
)
_waiting = job.c.end_time.is_(None) & (job.c.retries > 0)
Index("ix_job_activatable", job.c.type, job.c.priority.desc(), job.c.key, postgresql_where=_waiting)
Index(
    "ix_job_internal_available",
    job.c.available_at,
    postgresql_where=_waiting & job.c.is_internal & (job.c.state == "FAILED"),
)
Index("ix_job_open_root_key", job.c.root_key, postgresql_where=job.c.end_time.is_(None))

timer = Table(
    "timer",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("root_key", BigInteger, comment="null for the timer of a start event"),
    Column("process_instance_key", BigInteger),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("element_instance_key", BigInteger),
    Column("element_id", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("repetitions", Integer, nullable=False, comment="-1 without end"),
    Column("interval", Text, comment="ISO 8601 duration of a cycle"),
    Column("delivered_at", DateTime(timezone=True), comment="when it was handed to the queue"),
)
Index("ix_timer_due_at", timer.c.due_at, postgresql_where=timer.c.delivered_at.is_(None))
Index("ix_timer_root_key", timer.c.root_key, postgresql_where=timer.c.root_key.is_not(None))
