"""Reminders: eight in the morning, counted in working days before and after the deadline."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar.deadlines import LOCAL_ZONE, compute_deadline
from workflows.calendar.files import calendar_names, load_calendar
from workflows.calendar.reminders import ReminderStep, ReminderStepZero, schedule_reminders
from workflows.calendar.rules import parse_due_rule

CALENDAR = load_calendar(calendar_names())
OFFSETS = (-10, -5, -2, -1, 1, 3, 5)


def step(offset: int) -> ReminderStep:
    return ReminderStep(offset=offset, recipients=("focal_officer",), title="Nhắc việc (mẫu)")


def test_the_steps_of_the_plan_are_counted_in_working_days() -> None:
    due = compute_deadline(parse_due_rule({"kind": "before_date", "date": "2025-05-25"}), CALENDAR)

    reminders = schedule_reminders(due, [step(offset) for offset in OFFSETS], CALENDAR)

    assert [reminder.at for reminder in reminders] == [
        datetime(2025, 5, 9, 8, tzinfo=LOCAL_ZONE),
        datetime(2025, 5, 16, 8, tzinfo=LOCAL_ZONE),
        datetime(2025, 5, 21, 8, tzinfo=LOCAL_ZONE),
        datetime(2025, 5, 22, 8, tzinfo=LOCAL_ZONE),
        datetime(2025, 5, 26, 8, tzinfo=LOCAL_ZONE),
        datetime(2025, 5, 28, 8, tzinfo=LOCAL_ZONE),
        datetime(2025, 5, 30, 8, tzinfo=LOCAL_ZONE),
    ]


@given(day=st.dates(date(2025, 6, 1), date(2027, 6, 1)), offset=st.integers(-30, 30).filter(bool))
def test_a_reminder_comes_on_a_working_day_on_its_side_of_the_deadline(day: date, offset: int) -> None:
    due = compute_deadline(parse_due_rule({"kind": "before_date", "date": str(day)}), CALENDAR)

    (reminder,) = schedule_reminders(due, [step(offset)], CALENDAR)

    assert CALENDAR.is_working_day(reminder.at.date())
    if offset < 0:
        assert reminder.at.date() < due.working_last_day
    else:
        assert reminder.at > due.due_at


def test_a_step_of_zero_days_is_refused() -> None:
    with pytest.raises(ReminderStepZero):
        step(0)
