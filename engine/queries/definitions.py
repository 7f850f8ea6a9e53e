"""Definitions as they were deployed, and forms."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition_cache import FormInfo
from engine.dispatch import query_handler
from engine.instance_tree import InstanceNotFound
from engine.ports import Resource
from engine.queries.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDiagram:
    """The file of a process definition, byte for byte."""

    process_definition_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GetStartForm:
    """The form of the none start event; None when it has none."""

    process_definition_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GetForm:
    """A form by its key."""

    form_key: int


@query_handler
def get_diagram(query: GetDiagram, reader: Reader) -> bytes:
    reader.require("process_definition.read", Resource(kind="process_definition", key=query.process_definition_key))
    body = reader.connection.exec_driver_sql(
        "SELECT r.body FROM process_definition d JOIN resource r ON r.key = d.resource_key WHERE d.key = %s",
        (query.process_definition_key,),
    ).scalar_one_or_none()
    if body is None:
        raise InstanceNotFound(kind="process_definition", key=query.process_definition_key)
    return bytes(body)


@query_handler
def get_start_form(query: GetStartForm, reader: Reader) -> FormInfo | None:
    key = query.process_definition_key
    reader.require("process_definition.read", Resource(kind="process_definition", key=key))
    info = reader.definitions.info(reader.connection, key)
    if info is None:
        raise InstanceNotFound(kind="process_definition", key=key)
    reader.know_deployments()
    form_key = reader.definitions.start_form(reader.connection, info)
    return None if form_key is None else reader.definitions.form(reader.connection, form_key)[0]


@query_handler
def get_form(query: GetForm, reader: Reader) -> FormInfo:
    reader.require("form.read", Resource(kind="form", key=query.form_key))
    try:
        return reader.definitions.form(reader.connection, query.form_key)[0]
    except KeyError:
        raise InstanceNotFound(kind="form", key=query.form_key) from None
