"""An obligation as its row says, and how it is changed.

Whoever changes obligations of a case holds the lock on the case's state row (`engine.instance_tree.open_tree`); of one
without a case, the lock on its own row.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from engine.errors import NotFound
from engine.persistence.unit_of_work import UnitOfWork
from workflows.obligations.status import Status
from workflows.obligations.tables import obligation


class ObligationNotFound(NotFound):
    """There is none, or none that this actor may see. Fields: key."""

    code = "obligations.not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationRecord:
    """The columns of `obligation`; see the table for what they mean."""

    key: int
    programme_code: str
    template_code: str
    unit_code: str
    period_code: str | None
    host_key: int | None
    deliverable_code: str
    receiver_code: str | None
    process_instance_key: int | None
    case_code: str | None
    due_at: datetime | None
    legal_last_day: date | None
    working_last_day: date | None
    punctual_until: date | None
    status: Status
    is_late: bool
    late_at: datetime | None
    first_submitted_at: datetime | None
    last_submitted_at: datetime | None
    accepted_at: datetime | None
    returned_count: int
    reason: str | None
    reason_codes: list[str]
    revision: int

    @property
    def is_host(self) -> bool:
        """Whether its case is its own."""
        return self.host_key is None

    def changed(self, uow: UnitOfWork, **values: Any) -> ObligationRecord:
        """The record with `values`, which are queued to be written with the next revision."""
        revision = self.revision + 1
        uow.batch.update(obligation, {"key": self.key, "revision": revision, **values})
        known = {name: value for name, value in values.items() if name in _NAMES}
        return replace(self, revision=revision, **known)


_NAMES = tuple(field.name for field in fields(ObligationRecord))
_COLUMNS = ", ".join(f"o.{name}" for name in _NAMES)


def of_case(connection: Connection, root_key: int) -> tuple[ObligationRecord, ...]:
    """The obligations that are met in a case, the one it was begun for first; empty for a case of nobody's."""
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM obligation o WHERE o.process_instance_key = %s ORDER BY o.host_key NULLS FIRST, o.key",
        (root_key,),
    )
    return tuple(_record(row) for row in rows.mappings())


def by_key(connection: Connection, key: int, *, lock: bool = False) -> ObligationRecord:
    """Raises ObligationNotFound."""
    row = (
        connection.exec_driver_sql(
            f"SELECT {_COLUMNS} FROM obligation o WHERE o.key = %s{' FOR UPDATE' if lock else ''}", (key,)
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise ObligationNotFound(key=key)
    return _record(row)


def _record(row: Any) -> ObligationRecord:
    values = dict(row)
    return ObligationRecord(**values | {"status": Status(values["status"])})
