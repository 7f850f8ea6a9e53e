"""History: events and their payloads, heads of single streams, keys of data subjects, checkpoints with their leaves.

Columns of fixed width come first, so that rows carry no padding: an event costs about 350 bytes besides its content,
indexes included. `engine.history.ddl` makes these tables append-only.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)

from engine.persistence.metadata import metadata

history_event = Table(
    "history_event",
    metadata,
    Column("stream_key", BigInteger, nullable=False, comment="key of the root process instance, else 1"),
    Column("seq", BigInteger, nullable=False, comment="from 1, without gaps"),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("stream_kind", SmallInteger, nullable=False, comment="engine.history.events.StreamKind"),
    Column("format", SmallInteger, nullable=False, comment="version of the hashed layout"),
    Column("type", Text, nullable=False),
    Column("actor", Text, nullable=False, comment="username"),
    Column("actor_kind", Text, nullable=False),
    Column("on_behalf_of", Text, comment="username of the person who delegated"),
    Column("unit", Text, comment="code, at that time"),
    Column("position", Text, comment="code, at that time"),
    Column("payload_digests", LargeBinary, nullable=False, comment="32 bytes a payload, in the order of part"),
    Column("hash", LargeBinary, nullable=False, comment="SHA-256 over the hash before and all columns"),
    PrimaryKeyConstraint("stream_kind", "stream_key", "seq"),
    Index("ix_history_event_occurred_at", "occurred_at", postgresql_using="brin"),
)

history_payload = Table(
    "history_payload",
    metadata,
    Column("stream_key", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("subject_key_id", BigInteger, comment="key it is encrypted with, when personal"),
    Column("erasure_seq", BigInteger, comment="event of the erasure stream that says who erased it and why"),
    Column("stream_kind", SmallInteger, nullable=False),
    Column("part", SmallInteger, nullable=False, comment="0 facts of the case, from 1 personal data by subject"),
    Column("salt", LargeBinary, comment="16 random bytes; null once erased"),
    Column("body", LargeBinary, comment="form byte and content (engine.history.body); null once erased"),
    PrimaryKeyConstraint("stream_kind", "stream_key", "seq", "part"),
    CheckConstraint(
        "(body IS NULL) = (erasure_seq IS NOT NULL) AND (salt IS NULL) = (body IS NULL)", name="erased_as_a_whole"
    ),
)

history_stream = Table(
    "history_stream",
    metadata,
    Column("stream_key", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("stream_kind", SmallInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("stream_kind", "stream_key"),
    comment="heads of single streams; a case carries its head in process_instance_state",
    postgresql_with={"fillfactor": 10},
)

history_subject_key = Table(
    "history_subject_key",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("destroyed_at", DateTime(timezone=True)),
    Column("erasure_seq", BigInteger, comment="event of the erasure stream"),
    Column("subject", Text, nullable=False, comment="stable code of the person"),
    Column("key", LargeBinary, comment="AES-256; null once destroyed"),
    CheckConstraint(
        "(key IS NULL) = (erasure_seq IS NOT NULL) AND (key IS NULL) = (destroyed_at IS NOT NULL)",
        name="destroyed_as_a_whole",
    ),
)
Index(
    "uq_history_subject_key_subject",
    history_subject_key.c.subject,
    unique=True,
    postgresql_where=history_subject_key.c.key.is_not(None),
)

history_checkpoint = Table(
    "history_checkpoint",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="from 1, without gaps"),
    Column("leaf_count", BigInteger, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
    Column("root", LargeBinary, nullable=False, comment="Merkle root of its leaves (RFC 6962)"),
    Column("previous_checkpoint_hash", LargeBinary, nullable=False),
    Column("public_key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False, comment="Ed25519 over the statement (engine.history.checkpoints)"),
)

history_checkpoint_leaf = Table(
    "history_checkpoint_leaf",
    metadata,
    Column("stream_key", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("checkpoint_id", Integer, nullable=False),
    Column("stream_kind", SmallInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False, comment="of event seq, the head of its stream at that moment"),
    PrimaryKeyConstraint("stream_kind", "stream_key", "seq"),
    Index("ix_history_checkpoint_leaf_checkpoint_id", "checkpoint_id", postgresql_using="brin"),
    comment="streams that moved since the checkpoint before",
)
