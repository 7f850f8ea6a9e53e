"""The tables of obligations: what one unit owes for one period, and all that happened to it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.persistence.metadata import metadata
from workflows.obligations.status import Status

_STATUSES = ", ".join(f"'{status}'" for status in Status)

obligation = Table(
    "obligation",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("programme_code", Text, nullable=False),
    Column("template_code", Text, nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("period_code", Text, comment="null when the plan names no period"),
    Column("host_key", BigInteger, ForeignKey("obligation.key"), comment="the obligation in whose case it is met"),
    Column("deliverable_code", Text, nullable=False),
    Column("receiver_code", Text, comment="the desk that takes the deliverable in"),
    Column("process_instance_key", BigInteger, comment="root of the case; null while none is started"),
    Column("case_code", Text),
    Column("due_at", DateTime(timezone=True), comment="null while the day is not known"),
    Column("legal_last_day", Date),
    Column("working_last_day", Date),
    Column("punctual_until", Date, comment="last day of the first submission; returns do not move it"),
    Column("due_explanation_vi", Text),
    Column("due_explanation_en", Text),
    Column("status", Text, nullable=False),
    Column("is_late", Boolean, nullable=False),
    Column("late_at", DateTime(timezone=True)),
    Column("first_submitted_at", DateTime(timezone=True)),
    Column("last_submitted_at", DateTime(timezone=True)),
    Column("accepted_at", DateTime(timezone=True)),
    Column("returned_count", SmallInteger, nullable=False),
    Column("reason", Text, comment="why it was returned, withdrawn, not applicable or cancelled"),
    Column("reason_codes", ARRAY(Text), nullable=False),
    Column("document", JSONB, comment="the issued document: {number, symbol, issued_on, title, signer, …}"),
    Column("revision", Integer, nullable=False),
    ForeignKeyConstraint(
        ["programme_code", "template_code"], ["obligation_template.programme_code", "obligation_template.code"]
    ),
    UniqueConstraint(
        "programme_code",
        "template_code",
        "unit_code",
        "period_code",
        name="uq_obligation_owed",
        postgresql_nulls_not_distinct=True,
    ),
    CheckConstraint(f"status IN ({_STATUSES})", name="status"),
    Index("ix_obligation_unit_code", "unit_code"),
    Index("ix_obligation_process_instance_key", "process_instance_key"),
    Index("ix_obligation_case_code", "case_code"),
)

obligation_due_change = Table(
    "obligation_due_change",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("obligation_key", BigInteger, ForeignKey("obligation.key"), nullable=False),
    Column("before", DateTime(timezone=True)),
    Column("after", DateTime(timezone=True), nullable=False),
    Column("cause", Text, nullable=False),
    Column("ground", Text, nullable=False, comment="in words; for a return its reasons"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    CheckConstraint("cause IN ('decision', 'return', 'calendar')", name="cause"),
    Index("ix_obligation_due_change_obligation_key", "obligation_key"),
)

obligation_notice = Table(
    "obligation_notice",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("obligation_key", BigInteger, ForeignKey("obligation.key"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column(
        "recipients", ARRAY(Text), nullable=False, comment="candidate groups as of then: group:unit_head@XA-TRA-BINH"
    ),
    Column("title", Text, nullable=False),
    CheckConstraint("kind IN ('reminder', 'late', 'urge', 'late_list', 'returned', 'due_changed')", name="kind"),
    Index("ix_obligation_notice_obligation_key", "obligation_key"),
)

planned_task = Table(
    "planned_task",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("obligation_key", BigInteger, ForeignKey("obligation.key"), nullable=False),
    Column("position", SmallInteger, nullable=False, comment="from 1"),
    Column("content", Text, nullable=False),
    Column("lead", Text),
    Column("partners", Text),
    Column("due", Date),
    Column("product", Text),
    Column("budget", Numeric, comment="đồng"),
    Index("ix_planned_task_obligation_key", "obligation_key"),
)
"""What an accepted plan promises, one row a task, to be followed up."""
