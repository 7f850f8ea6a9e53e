"""One obligation with everything that happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import messages
from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.obligations.notices import NoticeKind
from workflows.obligations.record import ObligationNotFound
from workflows.obligations.view import Filter, ObligationView, read_views


@dataclass(frozen=True, slots=True, kw_only=True)
class GetObligation:
    """Raises ObligationNotFound for one that is not there, or not for this actor."""

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChange:
    """`cause` is decision, return or calendar; `ground` is what it rests on."""

    before: datetime | None
    after: datetime
    cause: str
    cause_label: str
    ground: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`recipients` are candidate groups as they were named then."""

    kind: str
    kind_label: str
    occurred_at: datetime
    recipients: list[str]
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTask:
    """`budget` in đồng."""

    position: int
    content: str
    lead: str | None
    partners: str | None
    due: date | None
    product: str | None
    budget: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationDetails:
    """Changes and notices in the order of happening; tasks of the accepted plan in its order."""

    obligation: ObligationView
    due_changes: list[DueChange]
    notices: list[Notice]
    planned_tasks: list[PlannedTask]


@query_handler
def get_obligation(query: GetObligation, reader: Reader) -> ObligationDetails:
    reader.require("obligation.read", Resource(kind="obligation", key=query.key))
    found = read_views(reader, Filter(key=query.key))
    if not found:
        raise ObligationNotFound(key=query.key)
    return ObligationDetails(
        obligation=found[0],
        due_changes=[
            DueChange(**row, cause_label=messages.text(f"obligations.due_cause.{row['cause']}", "vi"))
            for row in _rows(reader, "before, after, cause, ground, changed_at, changed_by", "due_change", query.key)
        ],
        notices=[
            Notice(**row, kind_label=NoticeKind(row["kind"]).label())
            for row in _rows(reader, "kind, occurred_at, recipients, title", "notice", query.key)
        ],
        planned_tasks=[PlannedTask(**row) for row in _planned(reader, query.key)],
    )


def _rows(reader: Reader, columns: str, table: str, key: int) -> list[dict[str, Any]]:
    sql = f"SELECT {columns} FROM obligation_{table} WHERE obligation_key = %s ORDER BY key"
    return [dict(row) for row in reader.connection.exec_driver_sql(sql, (key,)).mappings()]


def _planned(reader: Reader, key: int) -> list[dict[str, Any]]:
    sql = (
        "SELECT position, content, lead, partners, due, product, budget FROM planned_task "
        "WHERE obligation_key = %s ORDER BY position"
    )
    return [dict(row) for row in reader.connection.exec_driver_sql(sql, (key,)).mappings()]
