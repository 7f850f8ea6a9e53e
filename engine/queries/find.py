"""Searching and reading everything but user tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.dispatch import query_handler
from engine.instance_tree import InstanceNotFound
from engine.ports import Resource
from engine.queries import entities, visible
from engine.queries.names import named
from engine.queries.reader import Reader
from engine.queries.search import Condition, Entity, Found, Page, Search
from engine.queries.search_sql import run

Kind = Literal["process_definition", "process_instance", "element_instance", "variable", "job", "incident"]

_ENTITIES: dict[str, tuple[Entity, str]] = {
    "process_instance": (entities.PROCESS_INSTANCE, "p.key"),
    "element_instance": (entities.ELEMENT_INSTANCE, "e.process_instance_key"),
    "variable": (entities.VARIABLE, "v.process_instance_key"),
    "job": (entities.JOB, "j.process_instance_key"),
    "incident": (entities.INCIDENT, "i.process_instance_key"),
}
"""Each with the SQL of the process instance that decides whether a row is visible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Search the things of one kind; rows of element instances also have the `name` of their element."""

    kind: Kind
    search: Search = field(default_factory=Search)


@dataclass(frozen=True, slots=True, kw_only=True)
class Get:
    """Read one thing of a kind by its key."""

    kind: Kind
    key: int


@query_handler
def find(query: Find, reader: Reader) -> Found:
    """Definitions are open to all who may read definitions; the rest is visible with its case."""
    if query.kind == "process_definition":
        reader.require("process_definition.read", Resource(kind="process_definition"))
        return run(reader, entities.PROCESS_DEFINITION, query.search)
    entity, instance = _ENTITIES[query.kind]
    condition, values = visible.cases(reader, query.kind, instance)
    result = run(reader, entity, query.search, extra=condition, values=values)
    return named(reader, result) if query.kind == "element_instance" else result


@query_handler
def get(query: Get, reader: Reader) -> dict[str, Any]:
    """One row as `Find` gives it. Raises InstanceNotFound for what is not there or not visible."""
    search = Search(conditions=(Condition("key", "eq", query.key),), page=Page(limit=1))
    found = find(Find(kind=query.kind, search=search), reader)
    if not found.rows:
        raise InstanceNotFound(kind=query.kind, key=query.key)
    return found.rows[0]
