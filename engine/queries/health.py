"""Whether the store answers; asked by monitors, of anybody, and tells nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dispatch import query_handler
from engine.queries.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class GetHealth:
    """Raises StoreUnavailable when PostgreSQL does not answer."""


@query_handler
def get_health(query: GetHealth, reader: Reader) -> None:
    reader.now()
