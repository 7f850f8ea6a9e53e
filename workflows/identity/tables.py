"""The tables of accounts, sessions and tokens. No password and no token is ever stored, only hashes of them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.persistence.metadata import metadata

account = Table(
    "account",
    metadata,
    Column("username", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.code"), comment="null for a program"),
    Column("display_name", Text, comment="of a program; a person's name is the person's"),
    Column("password_hash", Text, nullable=False, comment="argon2id"),
    Column("must_change_password", Boolean, nullable=False),
    Column("roles", ARRAY(Text), nullable=False, comment="beyond those that positions bring"),
    Column("groups", ARRAY(Text), nullable=False, comment="plain candidate groups of diagrams without units"),
    Column("locked_at", DateTime(timezone=True)),
    Column("locked_reason", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("password_changed_at", DateTime(timezone=True), nullable=False),
    Index("ix_account_person", "person"),
)

session = Table(
    "session",
    metadata,
    Column("digest", LargeBinary, primary_key=True, comment="SHA-256 of the token in the cookie"),
    Column("username", Text, ForeignKey("account.username"), nullable=False),
    Column("csrf_token", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False, comment="to a quarter of an hour"),
    Index("ix_session_username", "username"),
    Index("ix_session_expires_at", "expires_at"),
)

access_token = Table(
    "access_token",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False, unique=True, comment="SHA-256 of the token"),
    Column("username", Text, ForeignKey("account.username"), nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", ARRAY(Text), nullable=False, comment="roles it may use; empty: all of the account"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Index("ix_access_token_username", "username"),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("name_tag", Text, primary_key=True, comment="keyed hash of the username that was typed"),
    Column("count", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
)
"""Counted alike for usernames that exist and that do not, so that nobody learns which do."""

identity_secret = Table(
    "identity_secret",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False, comment="key of name_tag; never leaves the database"),
    CheckConstraint("id = 1", name="single_row"),
)
