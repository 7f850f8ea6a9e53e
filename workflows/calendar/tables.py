"""The table of imported calendar days."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, Table, Text

from engine.persistence.metadata import metadata

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("date", Date, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("legal_ground", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("is_provisional", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("imported_at", DateTime(timezone=True), nullable=False),
    Column("imported_by", Text, nullable=False),
    CheckConstraint("kind IN ('holiday', 'swapped_off', 'working_makeup')", name="kind"),
    CheckConstraint("scope IN ('all', 'officials')", name="scope"),
    CheckConstraint("mark IN ('fact', 'knowledge', 'assumption')", name="mark"),
)
"""One row a day that differs from its weekday. A year is covered when it has rows: files hold whole years."""
