"""How a process instance ended, for those who wait for its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.dispatch import query_handler
from engine.persistence.database import from_json
from engine.queries.find import Get, get
from engine.queries.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOutcome:
    """`variables` names those that are asked for; None means all."""

    process_instance_key: int
    variables: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`variables` are those of the process instance itself."""

    state: str
    variables: dict[str, Any]

    @property
    def has_ended(self) -> bool:
        return self.state in ("COMPLETED", "TERMINATED")


@query_handler
def get_outcome(query: GetOutcome, reader: Reader) -> Outcome:
    """Raises InstanceNotFound."""
    row = get(Get(kind="process_instance", key=query.process_instance_key), reader)
    found = reader.connection.exec_driver_sql(
        "SELECT name, value FROM variable WHERE root_key = %s AND scope_key = %s AND (%s OR name = ANY(%s)) "
        "ORDER BY name",
        (row["root_key"], row["key"], query.variables is None, list(query.variables or ())),
    )
    return Outcome(state=row["state"], variables={name: from_json(value) for name, value in found})
