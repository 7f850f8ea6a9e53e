"""The tables of programmes: the plan of a year, and what it asks of whom."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, ForeignKey, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.persistence.metadata import metadata

programme = Table(
    "programme",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("year", SmallInteger, nullable=False),
    Column("pack", Text, nullable=False, comment="name of the pack it came from"),
    Column("issuer", Text, comment="code of the unit that issued it"),
    Column("state", Text, nullable=False),
    Column("periods", JSONB, nullable=False, comment="[{code, title, starts_on, ends_on}]"),
    Column("processes", JSONB, nullable=False, comment="[{code, title, process_id}]"),
    Column("reminders", JSONB, nullable=False, comment="[{offset, recipients, title}], offsets in working days"),
    Column("imported_at", DateTime(timezone=True), nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True)),
    Column("opened_by", Text),
    Column("revision", Integer, nullable=False),
    CheckConstraint("state IN ('draft', 'open', 'closed')", name="state"),
    CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="opened"),
)

obligation_template = Table(
    "obligation_template",
    metadata,
    Column("programme_code", Text, ForeignKey("programme.code"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("ordinal", SmallInteger, nullable=False, comment="its place in the plan"),
    Column("paragraph", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("timings", ARRAY(Text), nullable=False),
    Column("dues", JSONB, nullable=False, comment="[{period, rule, mark}]"),
    Column("owed_by", JSONB, nullable=False, comment="{unit_kinds, units, except_units}"),
    Column("receiver", Text, comment="the unit that gets the deliverable"),
    Column("via", Text, comment="the desk that takes it in"),
    Column("copies", ARRAY(Text), nullable=False),
    Column("legal_bases", ARRAY(Text), nullable=False),
    Column("processes", ARRAY(Text), nullable=False),
    Column("process_id", Text),
    Column("deliverable_code", Text),
    Column("deliverable_title", Text),
    Column("repeats", Text),
    Column("within", Text),
    Column("is_built", Boolean, nullable=False),
    Column("mark", Text, nullable=False),
    Column("note", Text),
    CheckConstraint("(deliverable_code IS NULL) = (deliverable_title IS NULL)", name="deliverable"),
    CheckConstraint("mark IN ('fact', 'knowledge', 'assumption')", name="mark"),
)
"""One duty of a programme; `repeats` only states another one again, `within` is made in the case of another one."""
