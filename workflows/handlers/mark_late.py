"""`quytrinh:mark-late`: the due date is over and the unit has not submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.ports import JobContext
from workflows.handlers.stale import overdue
from workflows.obligations.notices import UNIT_ROLES, NoticeKind, give_notice


def mark_late(context: JobContext) -> Mapping[str, Any]:
    """The flag stays when the unit submits at last: it is what punctuality is judged by."""
    for record in overdue(context):
        record.changed(context.uow, is_late=True, late_at=record.late_at or context.uow.now)
        if record.is_host:
            give_notice(context.uow, record, NoticeKind.LATE, UNIT_ROLES, context.variables)
    return {}
