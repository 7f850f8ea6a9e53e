"""When to remind whom of a deadline: steps in working days before and after it, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from engine.errors import InvalidInput
from workflows.calendar.days import WorkingCalendar
from workflows.calendar.deadlines import LOCAL_ZONE, Deadline

MORNING = time(8, 0)


class ReminderStepZero(InvalidInput):
    """A step of zero working days says neither before nor after the deadline."""

    code = "calendar.reminder_step_zero"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderStep:
    """One step: `offset` working days from the deadline (negative = before, positive = late), to candidate group roles.

    `title` is what the recipients read, in Vietnamese.
    """

    offset: int
    recipients: tuple[str, ...]
    title: str

    def __post_init__(self) -> None:
        if self.offset == 0:
            raise ReminderStepZero


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A step of one deadline at its aware instant, in the local zone."""

    at: datetime
    step: ReminderStep


def schedule_reminders(
    deadline: Deadline,
    steps: Iterable[ReminderStep],
    calendar: WorkingCalendar,
    *,
    at: time = MORNING,
    zone: ZoneInfo = LOCAL_ZONE,
) -> tuple[Reminder, ...]:
    """Every step as an instant, earliest first; steps that lie in the past are the caller's to leave out.

    T-n counts back from `working_last_day`, T+n forward from `legal_last_day`: a reminder before the deadline never
    comes on its last day, and one that says "late" never before it has passed.
    """
    reminders = [
        Reminder(at=datetime.combine(_day(deadline, step.offset, calendar), at, zone), step=step) for step in steps
    ]
    return tuple(sorted(reminders, key=lambda reminder: reminder.at))


def _day(deadline: Deadline, offset: int, calendar: WorkingCalendar) -> date:
    start = deadline.working_last_day if offset < 0 else deadline.legal_last_day
    return calendar.add_working_days(start, offset)
