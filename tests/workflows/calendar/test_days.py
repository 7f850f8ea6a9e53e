"""The working calendar: facts of 2025 to 2027, and properties that hold for every calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar.days import (
    CalendarDay,
    CalendarRowsContradict,
    CalendarYearNotCovered,
    DayKind,
    DayScope,
    Mark,
    WorkingCalendar,
)
from workflows.calendar.files import calendar_names, load_calendar

CALENDAR = load_calendar(calendar_names())
INNER_DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))
COUNTS = st.integers(-80, 80)


def row(day: date, kind: DayKind = DayKind.HOLIDAY, scope: DayScope = DayScope.ALL) -> CalendarDay:
    return CalendarDay(date=day, kind=kind, scope=scope, name="Ngày (mẫu)", legal_ground="(mẫu)", mark=Mark.ASSUMPTION)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 27),  # Tết
        date(2025, 4, 7),  # Giỗ Tổ
        date(2025, 5, 2),  # swapped with 26/4
        date(2025, 9, 1),
        date(2026, 2, 20),  # Tết
        date(2026, 4, 27),  # in lieu of Sunday 26/4
        date(2026, 8, 31),  # swapped with 22/8
        date(2027, 2, 8),  # Tết, provisional
        date(2025, 5, 25),  # a plain Sunday
    ],
)
def test_announced_holidays_swapped_days_and_weekends_are_not_worked(day: date) -> None:
    assert not CALENDAR.is_working_day(day)


@pytest.mark.parametrize("day", [date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
def test_a_make_up_saturday_is_worked_by_officials_only(day: date) -> None:
    everybody = load_calendar(calendar_names(), DayScope.ALL)

    assert CALENDAR.is_working_day(day)
    assert not everybody.is_working_day(day)


def test_the_last_working_days_before_the_dates_of_the_plan() -> None:
    assert CALENDAR.previous_working_day(date(2025, 3, 25)) == date(2025, 3, 24)
    assert CALENDAR.previous_working_day(date(2025, 5, 25)) == date(2025, 5, 23)
    assert CALENDAR.previous_working_day(date(2025, 10, 10)) == date(2025, 10, 9)
    assert CALENDAR.previous_working_day(date(2026, 10, 10)) == date(2026, 10, 9)


def test_counting_starts_on_the_next_day_and_leaps_over_the_long_holiday() -> None:
    # given Thursday 24/4/2025, with 26/4 made up, and 30/4 to 2/5 off
    assert CALENDAR.add_working_days(date(2025, 4, 24), 1) == date(2025, 4, 25)
    assert CALENDAR.add_working_days(date(2025, 4, 24), 2) == date(2025, 4, 26)
    assert CALENDAR.add_working_days(date(2025, 4, 24), 5) == date(2025, 5, 5)
    assert CALENDAR.add_working_days(date(2025, 5, 5), -1) == date(2025, 4, 29)


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2028, 1, 1)])
def test_a_year_that_is_not_imported_is_an_error_and_not_a_guess(day: date) -> None:
    with pytest.raises(CalendarYearNotCovered) as refused:
        CALENDAR.is_working_day(day)

    assert str(day.year) in refused.value.message("vi")
    assert "từ năm 2025 đến năm 2027" in refused.value.message("vi")


def test_counting_out_of_the_imported_years_is_an_error() -> None:
    with pytest.raises(CalendarYearNotCovered):
        CALENDAR.add_working_days(date(2027, 12, 30), 5)
    with pytest.raises(CalendarYearNotCovered):
        CALENDAR.add_working_days(date(2025, 1, 2), -1)


def test_years_with_a_gap_and_two_rows_on_one_day_are_refused() -> None:
    with pytest.raises(CalendarRowsContradict):
        WorkingCalendar.build([], [2025, 2027])
    with pytest.raises(CalendarRowsContradict):
        WorkingCalendar.build([row(date(2025, 1, 1)), row(date(2025, 1, 1), DayKind.SWAPPED_OFF)], [2025])


@given(start=INNER_DAYS, count=COUNTS)
def test_adding_working_days_and_counting_them_back_are_inverse(start: date, count: int) -> None:
    end = CALENDAR.add_working_days(start, count)

    assert CALENDAR.working_days_between(start, end) == count
    assert count == 0 or CALENDAR.is_working_day(end)


@given(start=INNER_DAYS, step=st.integers(0, 60), count=COUNTS)
def test_adding_working_days_never_swaps_two_days(start: date, step: int, count: int) -> None:
    later = start + timedelta(days=step)

    assert CALENDAR.add_working_days(start, count) <= CALENDAR.add_working_days(later, count)


@given(start=INNER_DAYS, first=st.integers(1, 40), second=st.integers(0, 40))
def test_adding_in_two_steps_is_adding_at_once(start: date, first: int, second: int) -> None:
    at_once = CALENDAR.add_working_days(start, first + second)

    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, first), second) == at_once


@given(start=INNER_DAYS, end=INNER_DAYS)
def test_counting_agrees_with_looking_at_every_day(start: date, end: date) -> None:
    first, last = min(start, end), max(start, end)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    excluded = start
    worked = sum(CALENDAR.is_working_day(day) for day in days if day != excluded)

    assert CALENDAR.working_days_between(start, end) == (worked if start <= end else -worked)


@given(day=INNER_DAYS)
def test_the_neighbouring_working_days_have_nothing_worked_between_them(day: date) -> None:
    before, after = CALENDAR.previous_working_day(day), CALENDAR.next_working_day(day)

    assert before < day < after
    assert CALENDAR.working_days_between(before, after) == 1 + CALENDAR.is_working_day(day)
    assert CALENDAR.working_day_on_or_before(day) == (day if CALENDAR.is_working_day(day) else before)
    assert CALENDAR.working_day_on_or_after(day) == (day if CALENDAR.is_working_day(day) else after)
