"""`quytrinh:escalate`: a superior learns that the unit is late, to urge it or to have it on the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.ports import JobContext
from workflows.handlers.stale import overdue
from workflows.obligations.notices import NoticeKind, give_notice


def escalate(context: JobContext) -> Mapping[str, Any]:
    """Headers `to`, a role, and `action`, ``urge`` or ``late_list``."""
    kind = NoticeKind(context.headers["action"])
    for record in overdue(context):
        if record.is_host:
            give_notice(context.uow, record, kind, (context.headers["to"],), context.variables)
    return {}
