"""User tasks, and the sets of people who may see them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Index, LargeBinary, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.persistence.metadata import metadata

candidate_set = Table(
    "candidate_set",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("principals", ARRAY(Text), nullable=False, comment="user:NAME and group:NAME, sorted"),
    Index("ix_candidate_set_principals", "principals", postgresql_using="gin"),
)

user_task = Table(
    "user_task",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("root_key", BigInteger, nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("candidate_set_key", BigInteger, nullable=False),
    Column("form_key", BigInteger),
    Column("creation_date", DateTime(timezone=True), nullable=False),
    Column("completion_date", DateTime(timezone=True)),
    Column("due_date", DateTime(timezone=True)),
    Column("follow_up_date", DateTime(timezone=True)),
    Column("priority", SmallInteger, nullable=False),
    Column("revision", SmallInteger, nullable=False, server_default="0"),
    Column("state", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("assignee", Text),
    Column("unit", Text),
    Column("external_form_reference", Text),
    Column("candidate_users", ARRAY(Text), nullable=False, server_default="{}"),
    Column("candidate_groups", ARRAY(Text), nullable=False, server_default="{}"),
    Column("headers", JSONB),
    Index("ix_user_task_process_instance_key_state", "process_instance_key", "state"),
    postgresql_with={"fillfactor": 85},
)
_open = user_task.c.state == "CREATED"
Index(
    "ix_user_task_open_by_set",
    user_task.c.candidate_set_key,
    text("coalesce(due_date, 'infinity')"),
    user_task.c.key,
    postgresql_where=_open,
)
Index(
    "ix_user_task_open_by_assignee",
    user_task.c.assignee,
    user_task.c.key,
    postgresql_where=_open & user_task.c.assignee.is_not(None),
)
