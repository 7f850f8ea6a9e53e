"""The history of a case for those who may see it: every event with its moves and variable changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.dispatch import query_handler
from engine.history.body import content_of
from engine.history.events import StreamKind
from engine.persistence.database import from_json
from engine.queries.find import Get, get
from engine.queries.reader import Reader
from engine.queries.user_tasks import task_row


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCaseHistory:
    """Of a process instance with all it called and all that called it: they share one stream."""

    process_instance_key: int
    after_seq: int = 0
    limit: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUserTaskHistory:
    """What happened to one user task."""

    user_task_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """`payload` is None where it was lawfully erased; its `moves` are spelled as ``engine/moves`` does."""

    root_key: int
    seq: int
    type: str
    occurred_at: datetime
    actor: str
    actor_kind: str
    on_behalf_of: str | None
    unit: str | None
    position: str | None
    payload: dict[str, Any] | None


_EVENTS = """
    SELECT e.seq, e.type, e.occurred_at, e.actor, e.actor_kind, e.on_behalf_of, e.unit, e.position, p.body
    FROM history_event e LEFT JOIN history_payload p ON p.stream_kind = e.stream_kind
      AND p.stream_key = e.stream_key AND p.seq = e.seq AND p.part = 0
    WHERE e.stream_kind = %s AND e.stream_key = %s AND e.seq > %s ORDER BY e.seq LIMIT %s"""


@query_handler
def get_case_history(query: GetCaseHistory, reader: Reader) -> list[CaseEvent]:
    row = get(Get(kind="process_instance", key=query.process_instance_key), reader)
    return _events(reader, row["root_key"], query.after_seq, query.limit)


@query_handler
def get_user_task_history(query: GetUserTaskHistory, reader: Reader) -> list[CaseEvent]:
    row = task_row(reader, query.user_task_key)
    return [e for e in _events(reader, row["root_key"], 0, 100_000) if _is_about(e.payload or {}, query.user_task_key)]


def _events(reader: Reader, root_key: int, after_seq: int, limit: int) -> list[CaseEvent]:
    rows = reader.connection.exec_driver_sql(
        _EVENTS, (int(StreamKind.PROCESS_INSTANCE), root_key, after_seq, limit)
    ).mappings()
    events = []
    for row in rows:
        values = dict(row)
        body = values.pop("body")
        payload = None if body is None else from_json(content_of(bytes(body)))
        events.append(CaseEvent(root_key=root_key, **values, payload=payload))
    return events


def _is_about(payload: dict[str, Any], user_task_key: int) -> bool:
    if payload.get("user_task_key") == user_task_key or payload.get("key") == user_task_key:
        return True
    return any(move[0] in {"task", "terminated"} and move[1] == user_task_key for move in payload.get("moves", ()))
