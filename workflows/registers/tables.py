"""The registers of documents that units send out and take in."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, Index, Integer, SmallInteger, Table, Text

from engine.persistence.metadata import metadata

document_register = Table(
    "document_register",
    metadata,
    Column("unit_code", Text, primary_key=True),
    Column("year", SmallInteger, primary_key=True),
    Column("direction", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("symbol", Text, comment="of an incoming document the sender's number and symbol"),
    Column("issued_on", Date),
    Column("type_name", Text),
    Column("title", Text, nullable=False),
    Column("signer", Text),
    Column("counterpart", Text, comment="of an incoming document the sender, of an outgoing one the receiver"),
    Column("registered_on", Date, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("process_instance_key", BigInteger, nullable=False, comment="root of the case"),
    Column("case_code", Text),
    CheckConstraint("direction IN ('outgoing', 'incoming')", name="direction"),
    CheckConstraint("number > 0", name="number"),
    Index("ix_document_register_process_instance_key", "process_instance_key"),
)
"""A number is used once in an agency's year, on paper and electronic alike (Nghị định 30/2020/NĐ-CP, Điều 15, 22)."""
