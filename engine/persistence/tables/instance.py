"""Running and finished process instances.

`process_instance_state` is what a command locks: one narrow row for a root process instance with all the instances
it called (docs/adr/0006). The other tables are what people search.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Index, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from engine.persistence.metadata import metadata

process_instance_state = Table(
    "process_instance_state",
    metadata,
    Column("root_key", BigInteger, primary_key=True, autoincrement=False),
    Column("state", LargeBinary, comment="null once the instance has ended"),
    Column("taken_flows", LargeBinary, comment="msgpack {key of what runs: {flow id: times taken}}"),
    Column("history_seq", BigInteger, nullable=False),
    Column("history_hash", LargeBinary, nullable=False),
    Column("unit", Text, comment="code of the unit whose case it is"),
    postgresql_with={"fillfactor": 70},
)

process_instance = Table(
    "process_instance",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("root_key", BigInteger, nullable=False),
    Column("parent_process_instance_key", BigInteger),
    Column("parent_element_instance_key", BigInteger),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("start_date", DateTime(timezone=True), nullable=False),
    Column("end_date", DateTime(timezone=True)),
    Column("business_id", Text),
    Column("unit", Text, comment="code of the unit whose case it is"),
    Column("start_correlation_key", Text, comment="key of the message that started it"),
    Column("tags", ARRAY(Text), nullable=False, server_default="{}"),
    Column("taken_flows", LargeBinary, comment="of a called instance that has ended: msgpack {flow id: times taken}"),
    Index("ix_process_instance_root_key", "root_key"),
    Index("ix_process_instance_definition_state", "process_definition_key", "state"),
)
Index(
    "ix_process_instance_business_id",
    process_instance.c.business_id,
    postgresql_where=process_instance.c.business_id.is_not(None),
)

element_instance = Table(
    "element_instance",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("scope_key", BigInteger, nullable=False),
    Column("start_date", DateTime(timezone=True), nullable=False),
    Column("end_date", DateTime(timezone=True)),
    Column("state", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("element_id", Text, nullable=False),
    Index("ix_element_instance_process_instance_key", "process_instance_key"),
)

variable = Table(
    "variable",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("root_key", BigInteger, nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("scope_key", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False, comment="JSON text"),
    Index("uq_variable_root_key_scope_key_name", "root_key", "scope_key", "name", unique=True),
)

incident = Table(
    "incident",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("root_key", BigInteger, nullable=False),
    Column("process_instance_key", BigInteger, nullable=False),
    Column("process_definition_key", BigInteger, nullable=False),
    Column("element_instance_key", BigInteger, nullable=False),
    Column("element_id", Text, nullable=False),
    Column("error_type", Text, nullable=False),
    Column("error_message", Text, nullable=False),
    Column("job_key", BigInteger),
    Column("state", Text, nullable=False),
    Column("creation_time", DateTime(timezone=True), nullable=False),
    Column("resolution_time", DateTime(timezone=True)),
    Index("ix_incident_process_instance_key", "process_instance_key"),
)
Index("ix_incident_active", incident.c.root_key, postgresql_where=incident.c.state == "ACTIVE")
