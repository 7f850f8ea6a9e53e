"""Obligations by unit, deliverable and state."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.obligations.view import Filter, ObligationView, read_views


@dataclass(frozen=True, slots=True, kw_only=True)
class ListObligations:
    """Those that the actor may see: of the own unit, or of all for those who follow the programme."""

    filter: Filter = field(default_factory=Filter)


@query_handler
def list_obligations(query: ListObligations, reader: Reader) -> list[ObligationView]:
    reader.require("obligation.read", Resource(kind="obligation"))
    return read_views(reader, query.filter)
