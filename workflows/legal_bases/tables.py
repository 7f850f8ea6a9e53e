"""The table of the documents that programmes rest on."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from engine.persistence.metadata import metadata

legal_basis = Table(
    "legal_basis",
    metadata,
    Column("pack", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("ordinal", SmallInteger, nullable=False),
    Column("number", Text),
    Column("issued_on", Date),
    Column("issuer", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("effective_from", Date),
    Column("effective_to", Date),
    Column("replaced_by", ARRAY(Text), nullable=False),
    Column("is_named_in_plan", Boolean, nullable=False),
    Column("mark", Text, nullable=False),
    Column("note", Text),
    CheckConstraint("mark IN ('fact', 'knowledge', 'assumption')", name="mark"),
)
"""Codes are unique within a pack: two places may word the same law differently."""
