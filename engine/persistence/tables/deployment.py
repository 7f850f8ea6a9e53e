"""What was deployed: resources as they came, and the definitions that were read from them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from engine.persistence.metadata import metadata

deployment = Table(
    "deployment",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("deployed_at", DateTime(timezone=True), nullable=False),
    Column("deployed_by", Text, nullable=False),
)

deployment_item = Table(
    "deployment_item",
    metadata,
    Column("deployment_key", BigInteger, primary_key=True, autoincrement=False),
    Column("definition_key", BigInteger, primary_key=True, autoincrement=False),
)
"""Which definitions a deployment brought or confirmed: what the binding ``deployment`` looks into."""

resource = Table(
    "resource",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("deployment_key", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

process_definition = Table(
    "process_definition",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("process_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("version_tag", Text),
    Column("name", Text),
    Column("resource_key", BigInteger, nullable=False),
    Column("resource_name", Text, nullable=False),
    Column("deployment_key", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("start_form_id", Text),
    Column("element_names", JSONB, nullable=False, comment="{element id: name} of what has a name, the process too"),
    Index("uq_process_definition_process_id_version", "process_id", "version", unique=True),
)

form = Table(
    "form",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("form_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("version_tag", Text),
    Column("resource_key", BigInteger, nullable=False),
    Column("resource_name", Text, nullable=False),
    Column("deployment_key", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Index("uq_form_form_id_version", "form_id", "version", unique=True),
)

decision_requirements = Table(
    "decision_requirements",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("decision_requirements_id", Text, nullable=False),
    Column("name", Text),
    Column("version", Integer, nullable=False),
    Column("resource_key", BigInteger, nullable=False),
    Column("resource_name", Text, nullable=False),
    Column("deployment_key", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("decisions", JSONB, nullable=False),
    Index("uq_decision_requirements_id_version", "decision_requirements_id", "version", unique=True),
)
