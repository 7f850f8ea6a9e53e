"""Timers of a case stand since it last went to its unit; a due date that was moved since makes them stale."""

from __future__ import annotations

from engine.ports import JobContext
from workflows.obligations.record import ObligationRecord, of_case
from workflows.obligations.status import WITH_UNIT


def overdue(context: JobContext) -> tuple[ObligationRecord, ...]:
    """The obligations of the case that the unit still has to meet, and whose due date is over."""
    now = context.uow.now
    return tuple(
        record
        for record in of_case(context.uow.connection, context.root_key)
        if record.status in WITH_UNIT and record.due_at is not None and record.due_at <= now
    )
