"""The tables of the organisation. Days are whole, both ends included; null is an open end.

Small enough to be read as a whole (`workflows.organization.loading`), so what belongs to one row is JSON in it.
`source` is the name of the pack that a row came from, or ``manual`` once a person changed it: a pack that is loaded
again leaves manual rows alone.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.persistence.metadata import metadata

MANUAL = "manual"


def _source() -> Column[str]:
    return Column("source", Text, nullable=False, comment="name of a pack, or manual")


organization_term = Table(
    "organization_term",
    metadata,
    Column("category", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    _source(),
    CheckConstraint("category IN ('unit_kind', 'level')", name="category"),
)
"""The kinds and levels of units, in the words of the place."""

organization_unit = Table(
    "organization_unit",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("parent", Text, ForeignKey("organization_unit.code")),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("aliases", JSONB, nullable=False, comment="[{name, valid_from, valid_to, note}]"),
    Column("administrative_codes", JSONB, nullable=False, comment="[{code, valid_from, valid_to}]"),
    Column("ordinal", SmallInteger, nullable=False, comment="the order in which offices are usually listed"),
    Column("mark", Text, nullable=False, comment="fact, knowledge or assumption"),
    Column("note", Text),
    _source(),
    CheckConstraint("valid_from <= valid_to", name="validity"),
)

unit_succession = Table(
    "unit_succession",
    metadata,
    Column("predecessor", Text, ForeignKey("organization_unit.code"), primary_key=True),
    Column("successor", Text, ForeignKey("organization_unit.code"), primary_key=True),
    Column("date", Date, nullable=False, comment="the successor's first day"),
    Column("share", Text, nullable=False),
    Column("ground", Text, nullable=False),
    Column("note", Text),
    _source(),
    CheckConstraint("share IN ('whole', 'part')", name="share"),
)

organization_position = Table(
    "organization_position",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("unit_kinds", ARRAY(Text), nullable=False),
    Column("may_sign", Boolean, nullable=False),
    _source(),
)

organization_role = Table(
    "organization_role",
    metadata,
    Column("code", Text, primary_key=True, comment="as diagrams name it: focal_officer"),
    Column("title", Text, nullable=False),
    Column("members", JSONB, nullable=False, comment="[{positions, unit_kinds, units}]"),
    _source(),
)
"""Candidate groups: whom a role means in a unit."""

person = Table(
    "person",
    metadata,
    Column("code", Text, primary_key=True, comment="stable; the data subject in history"),
    Column("name", Text, nullable=False),
    Column("sort_key", LargeBinary, nullable=False, comment="workflows.vietnamese.person_sort_key"),
    Column("is_sample", Boolean, nullable=False),
    Column("note", Text),
    _source(),
    Index("ix_person_sort_key", "sort_key"),
)

holding = Table(
    "holding",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("person", Text, ForeignKey("person.code"), nullable=False),
    Column("unit", Text, ForeignKey("organization_unit.code"), nullable=False),
    Column("position", Text, ForeignKey("organization_position.code"), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("ordinal", SmallInteger, nullable=False, comment="the least of those that hold is the main one"),
    _source(),
    Index("ix_holding_person", "person"),
    CheckConstraint("valid_from <= valid_to", name="validity"),
)

delegation = Table(
    "delegation",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("delegator", Text, ForeignKey("person.code"), nullable=False),
    Column("delegate", Text, ForeignKey("person.code"), nullable=False),
    Column("unit", Text, ForeignKey("organization_unit.code"), nullable=False),
    Column("position", Text, ForeignKey("organization_position.code"), nullable=False),
    Column("form", Text, nullable=False, comment="KT., TL. or TUQ."),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("ground", Text, nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    _source(),
    CheckConstraint("valid_from <= valid_to", name="validity"),
    CheckConstraint("delegator <> delegate", name="to_another"),
)
