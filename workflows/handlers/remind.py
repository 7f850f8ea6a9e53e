"""`quytrinh:remind`: a step of the reminder plan has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.ports import JobContext
from workflows.calendar.deadlines import LOCAL_ZONE
from workflows.calendar.loading import stored_calendar
from workflows.handlers.reading import member, texts
from workflows.obligations.notices import NoticeKind, give_notice
from workflows.obligations.record import ObligationRecord, of_case
from workflows.obligations.status import WITH_UNIT


def remind(context: JobContext) -> Mapping[str, Any]:
    """A reminder whose count of days no longer fits, because the due date was moved meanwhile, tells nobody."""
    for record in of_case(context.uow.connection, context.root_key):
        if record.is_host and record.status in WITH_UNIT and _fits(context, record):
            title = member(context.variables, "reminder", "title")
            roles = texts(member(context.variables, "reminder", "recipients"))
            give_notice(context.uow, record, NoticeKind.REMINDER, roles, context.variables, title)
    return {}


def _fits(context: JobContext, record: ObligationRecord) -> bool:
    """Whether the reminder stands as many working days from the due date as it says."""
    at, offset = (member(context.variables, "reminder", name) for name in ("at", "offset"))
    start = record.working_last_day if offset < 0 else record.legal_last_day
    if start is None:
        return False
    day = stored_calendar(context.uow.connection).add_working_days(start, int(offset))
    return day == datetime.fromisoformat(at).astimezone(LOCAL_ZONE).date()
