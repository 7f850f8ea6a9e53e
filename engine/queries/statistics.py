"""Counts over elements and instances, and the flows that an instance took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries import entities, visible
from engine.queries.find import Get, get
from engine.queries.reader import Reader
from engine.queries.search import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class CountElements:
    """Element instances by element: of one process instance, or of all instances of a definition."""

    process_instance_key: int | None = None
    process_definition_key: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementCount:
    """How many instances of one element are in which state."""

    element_id: str
    active: int
    canceled: int
    incidents: int
    completed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GetTakenFlows:
    """The sequence flows that a process instance took."""

    process_instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountInstances:
    """Running instances by process id, with and without incidents."""

    limit: int = 100
    offset: int = 0


@query_handler
def count_elements(query: CountElements, reader: Reader) -> list[ElementCount]:
    """In the order of element ids."""
    if query.process_instance_key is not None:
        get(Get(kind="process_instance", key=query.process_instance_key), reader)
        where, values = "e.process_instance_key = %(key)s", {"key": query.process_instance_key}
    else:
        key = query.process_definition_key
        assert key is not None
        reader.require("process_definition.read", Resource(kind="process_definition", key=key))
        seen, values = visible.cases(reader, "element_instance", "e.process_instance_key")
        where = "p.process_definition_key = %(key)s" + (f" AND ({seen})" if seen else "")
        values |= {"key": key}
    rows = reader.connection.exec_driver_sql(
        "SELECT e.element_id, count(*) FILTER (WHERE e.state = 'ACTIVE') AS active, "
        "count(*) FILTER (WHERE e.state = 'TERMINATED') AS canceled, "
        "count(i.key) AS incidents, count(*) FILTER (WHERE e.state = 'COMPLETED') AS completed "
        "FROM element_instance e JOIN process_instance p ON p.key = e.process_instance_key "
        "LEFT JOIN incident i ON i.process_instance_key = e.process_instance_key "
        "AND i.element_instance_key = e.key AND i.state = 'ACTIVE' "
        f"WHERE {where} GROUP BY e.element_id ORDER BY e.element_id",
        values,
    ).mappings()
    return [ElementCount(**row) for row in rows]


@query_handler
def get_taken_flows(query: GetTakenFlows, reader: Reader) -> dict[str, int]:
    """Times taken by flow id."""
    get(Get(kind="process_instance", key=query.process_instance_key), reader)
    ended, running = reader.connection.exec_driver_sql(
        "SELECT p.taken_flows, s.taken_flows FROM process_instance p JOIN process_instance_state s "
        "ON s.root_key = p.root_key WHERE p.key = %s",
        (query.process_instance_key,),
    ).one()
    if ended is not None:
        return msgspec.msgpack.decode(ended, type=dict[str, int])
    flows = msgspec.msgpack.decode(running, type=dict[int, dict[str, int]]) if running else {}
    return flows.get(query.process_instance_key, {})


@query_handler
def count_instances(query: CountInstances, reader: Reader) -> Found:
    seen, values = visible.cases(reader, "process_instance", "p.key")
    values |= {"limit": query.limit, "offset": query.offset}
    rows: list[dict[str, Any]] = [
        dict(row)
        for row in reader.connection.exec_driver_sql(
            "SELECT d.process_id, (array_agg(d.name ORDER BY d.version DESC))[1] AS name, "
            "count(DISTINCT d.version) > 1 AS has_multiple_versions, "
            "count(*) FILTER (WHERE NOT i.has) AS without_incident, count(*) FILTER (WHERE i.has) AS with_incident "
            "FROM process_instance p JOIN process_definition d ON d.key = p.process_definition_key, "
            f"LATERAL (SELECT {entities.HAS_INCIDENT} AS has) i "
            f"WHERE p.state = 'ACTIVE'{f' AND ({seen})' if seen else ''} "
            "GROUP BY d.process_id ORDER BY d.process_id LIMIT %(limit)s OFFSET %(offset)s",
            values,
        ).mappings()
    ]
    return Found(rows=tuple(rows), total=len(rows), has_more_total=False, start_cursor=None, end_cursor=None)
