"""A due date is moved: what the row then says, and the change that is kept with its ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from engine import messages
from engine.persistence.unit_of_work import UnitOfWork
from workflows.calendar.days import WorkingCalendar
from workflows.calendar.deadlines import LOCAL_ZONE
from workflows.calendar.explanations import short_date, weekday
from workflows.obligations.tables import obligation_due_change


class Cause(StrEnum):
    """Why a due date moved: somebody decided, the deliverable was returned, or the calendar changed."""

    DECISION = "decision"
    RETURN = "return"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDue:
    """A due date with what is told of it; the instant is aware, in local time."""

    due_at: datetime
    explanation_vi: str
    explanation_en: str
    columns: dict[str, Any]


def new_due(due_at: datetime, cause: Cause, calendar: WorkingCalendar) -> NewDue:
    """`due_at` as told by a decision or a return. Raises CalendarYearNotCovered for a year without calendar."""
    local = due_at.astimezone(LOCAL_ZONE)
    day = local.date()
    texts = {
        language: messages.text(
            f"obligations.due.{cause.value}",
            language,
            time=f"{local:%H:%M}",
            weekday=weekday(day, language),
            date=short_date(day, language),
        )
        for language in ("vi", "en")
    }
    columns = {
        "due_at": local,
        "legal_last_day": day,
        "working_last_day": calendar.working_day_on_or_before(day),
        "due_explanation_vi": texts["vi"],
        "due_explanation_en": texts["en"],
    }
    return NewDue(due_at=local, explanation_vi=texts["vi"], explanation_en=texts["en"], columns=columns)


def keep_change(
    uow: UnitOfWork, obligation_key: int, before: datetime | None, after: datetime, cause: Cause, ground: str
) -> None:
    """Queue the record of a change; `ground` is what it rests on, in words."""
    uow.batch.insert(
        obligation_due_change,
        {
            "key": uow.next_key(),
            "obligation_key": obligation_key,
            "before": before,
            "after": after,
            "cause": cause,
            "ground": ground,
            "changed_at": uow.now,
            "changed_by": uow.actor.username,
        },
    )
