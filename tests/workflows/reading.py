"""Looking into the store, for what no query shows."""

from __future__ import annotations

from typing import Any

from engine.history.body import content_of
from engine.history.events import Stream
from engine.persistence.database import from_json
from workflows.wiring import Application


def value(application: Application, sql: str, *parameters: Any) -> Any:
    """The one value of a query; None when there is no row."""
    with application.engine.database.connect() as connection:
        found = connection.exec_driver_sql(sql, parameters or None).scalar_one_or_none()
        connection.rollback()
        return found


def events(application: Application, stream: Stream) -> list[dict[str, Any]]:
    """The payloads of a stream in order, each with its ``type`` and ``actor``."""
    with application.engine.database.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT e.type, e.actor, p.body FROM history_event e JOIN history_payload p "
            "USING (stream_kind, stream_key, seq) WHERE p.part = 0 AND e.stream_kind = %s AND e.stream_key = %s "
            "ORDER BY e.seq",
            (int(stream.kind), stream.key),
        ).all()
        connection.rollback()
    return [{**from_json(content_of(bytes(row.body))), "type": row.type, "actor": row.actor} for row in rows]
