"""Deadlines: the right days, the right instant, and the sentence that explains them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar.days import CalendarYearNotCovered
from workflows.calendar.deadlines import (
    DayEnd,
    Deadline,
    DeadlineSettings,
    DueReferenceMissing,
    compute_deadline,
)
from workflows.calendar.files import calendar_names, load_calendar
from workflows.calendar.rules import DueKind, DueYearMissing, parse_due_rule

CALENDAR = load_calendar(calendar_names())
INNER_DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))


def deadline(values: dict[str, Any], **known: Any) -> Deadline:
    return compute_deadline(parse_due_rule(values), CALENDAR, **known)


@pytest.mark.parametrize(
    ("day", "legal", "working", "explanation"),
    [
        (
            "2025-03-25",
            date(2025, 3, 24),
            date(2025, 3, 24),
            "trước ngày 25/3/2025 (thứ Ba) → ngày cuối: thứ Hai 24/3/2025",
        ),
        (
            "2025-05-25",
            date(2025, 5, 24),
            date(2025, 5, 23),
            "trước ngày 25/5/2025 là Chủ nhật → làm việc cuối cùng: thứ Sáu 23/5/2025",
        ),
        (
            "2025-05-26",
            date(2025, 5, 25),
            date(2025, 5, 23),
            "trước ngày 26/5/2025 (thứ Hai) → ngày cuối 25/5/2025 là Chủ nhật → làm việc cuối cùng: thứ Sáu 23/5/2025",
        ),
        (
            "2025-10-10",
            date(2025, 10, 9),
            date(2025, 10, 9),
            "trước ngày 10/10/2025 (thứ Sáu) → ngày cuối: thứ Năm 09/10/2025",
        ),
        (
            "2026-10-10",
            date(2026, 10, 9),
            date(2026, 10, 9),
            "trước ngày 10/10/2026 (thứ Bảy) → ngày cuối: thứ Sáu 09/10/2026",
        ),
        (
            "2025-09-02",
            date(2025, 9, 1),
            date(2025, 8, 29),
            "trước ngày 02/9/2025 là ngày nghỉ (Quốc khánh) → làm việc cuối cùng: thứ Sáu 29/8/2025",
        ),
        (
            "2025-04-27",
            date(2025, 4, 26),
            date(2025, 4, 26),
            "trước ngày 27/4/2025 (Chủ nhật) → ngày cuối: thứ Bảy 26/4/2025 (ngày làm bù)",
        ),
    ],
)
def test_before_a_date_ends_the_day_before_and_warns_for_the_last_working_day(
    day: str, legal: date, working: date, explanation: str
) -> None:
    due = deadline({"kind": "before_date", "date": day})

    assert (due.legal_last_day, due.working_last_day) == (legal, working)
    assert due.explanation_vi == explanation


@pytest.mark.parametrize(
    ("values", "known", "legal", "explanation"),
    [
        (
            {"kind": "before_date", "date": "05-25", "inclusive": True},
            {"year": 2025},
            date(2025, 5, 25),
            "trước ngày 25/5/2025 là Chủ nhật, tính cả ngày này → làm việc cuối cùng: thứ Sáu 23/5/2025",
        ),
        (
            {"kind": "fixed_date", "date": "2025-12-31"},
            {},
            date(2025, 12, 31),
            "đến hết ngày 31/12/2025 (thứ Tư) → ngày cuối: thứ Tư 31/12/2025",
        ),
        (
            {"kind": "fixed_date", "date": "2025-11-30"},
            {},
            date(2025, 11, 30),
            "đến hết ngày 30/11/2025 là Chủ nhật → làm việc cuối cùng: thứ Sáu 28/11/2025",
        ),
        (
            {"kind": "working_days_from", "count": 5},
            {"reference": date(2025, 4, 24)},
            date(2025, 5, 5),
            (
                "chậm nhất 5 ngày làm việc kể từ ngày 24/4/2025 (thứ Năm), tính từ ngày kế tiếp,"
                " không tính ngày nghỉ 30/4, 01/5, 02/5, tính cả ngày làm bù 26/4 → ngày cuối: thứ Hai 05/5/2025"
            ),
        ),
        (
            {"kind": "calendar_days_from", "count": 10},
            {"reference": date(2025, 4, 24)},
            date(2025, 5, 4),
            (
                "trong 10 ngày liên tục kể từ ngày 24/4/2025 (thứ Năm), tính từ ngày kế tiếp"
                " → ngày cuối 04/5/2025 là Chủ nhật → làm việc cuối cùng: thứ Ba 29/4/2025"
            ),
        ),
        (
            {"kind": "calendar_days_from", "count": 10, "rolls_forward": True},
            {"reference": date(2025, 4, 24)},
            date(2025, 5, 5),
            (
                "trong 10 ngày liên tục kể từ ngày 24/4/2025 (thứ Năm), tính từ ngày kế tiếp"
                " → ngày cuối: thứ Hai 05/5/2025"
            ),
        ),
        (
            {"kind": "after_period_end", "count": 5, "unit": "working"},
            {"reference": date(2025, 6, 14)},
            date(2025, 6, 20),
            "chậm nhất 5 ngày làm việc sau khi kết thúc kỳ ngày 14/6/2025 (thứ Bảy) → ngày cuối: thứ Sáu 20/6/2025",
        ),
        (
            {"kind": "after_period_end", "count": 3, "unit": "calendar"},
            {"reference": date(2025, 6, 14)},
            date(2025, 6, 17),
            "chậm nhất 3 ngày sau khi kết thúc kỳ ngày 14/6/2025 (thứ Bảy) → ngày cuối: thứ Ba 17/6/2025",
        ),
        (
            {"kind": "before_event", "count": 10, "unit": "calendar"},
            {"reference": date(2025, 11, 18)},
            date(2025, 11, 8),
            (
                "ít nhất 10 ngày trước sự kiện ngày 18/11/2025 (thứ Ba) → ngày cuối 08/11/2025 là thứ Bảy"
                " → làm việc cuối cùng: thứ Sáu 07/11/2025"
            ),
        ),
        (
            {"kind": "before_event", "count": 5, "unit": "working"},
            {"reference": date(2025, 11, 18)},
            date(2025, 11, 11),
            "ít nhất 5 ngày làm việc trước sự kiện ngày 18/11/2025 (thứ Ba) → ngày cuối: thứ Ba 11/11/2025",
        ),
        (
            {"kind": "yearly_window", "opens": "12-10", "closes": "12-15"},
            {"year": 2026},
            date(2026, 12, 15),
            "từ ngày 10/12/2026 đến hết ngày 15/12/2026 (thứ Ba) → ngày cuối: thứ Ba 15/12/2026",
        ),
        (
            {"kind": "on_request"},
            {"reference": date(2025, 5, 20)},
            date(2025, 5, 20),
            "theo yêu cầu, hạn đến hết ngày 20/5/2025 (thứ Ba) → ngày cuối: thứ Ba 20/5/2025",
        ),
    ],
)
def test_every_other_kind_ends_on_its_day_and_says_why(
    values: dict[str, Any], known: dict[str, Any], legal: date, explanation: str
) -> None:
    due = deadline(values, **known)

    assert due.legal_last_day == legal
    assert due.explanation_vi == explanation
    assert due.explanation("en") == due.explanation_en != due.explanation("vi")


def test_the_english_sentence_says_the_same() -> None:
    due = deadline({"kind": "before_date", "date": "2025-05-25"})

    assert due.explanation_en == "before 25 May 2025, a Sunday → last working day: Friday 23 May 2025"


def test_a_window_knows_its_first_day() -> None:
    due = deadline({"kind": "yearly_window", "opens": "12-10", "closes": "12-15"}, year=2026)

    assert due.opens_on == date(2026, 12, 10)


def test_the_day_ends_at_midnight_or_with_office_hours_of_the_last_working_day() -> None:
    sunday = {"kind": "before_date", "date": "2025-05-25"}

    by_day = deadline(sunday)
    by_office = deadline(sunday, settings=DeadlineSettings(day_end=DayEnd.OFFICE_END))

    assert by_day.due_at == datetime(2025, 5, 24, 16, 59, 59, tzinfo=UTC)
    assert by_office.due_at == datetime(2025, 5, 23, 10, 0, tzinfo=UTC)
    assert by_day.due_at.utcoffset() == timedelta(hours=7)


def test_a_deadline_that_meets_a_day_not_announced_yet_says_so() -> None:
    due = deadline({"kind": "before_date", "date": "2027-09-04"})
    untouched = deadline({"kind": "before_date", "date": "2027-09-02"})

    assert due.is_provisional
    assert due.explanation_vi.endswith("; lịch nghỉ 03/9/2027 là dự kiến, chờ thông báo của Bộ Nội vụ")
    assert not untouched.is_provisional
    assert "dự kiến" not in untouched.explanation_vi


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "working_days_from", "count": 5},
        {"kind": "calendar_days_from", "count": 5},
        {"kind": "after_period_end", "count": 5, "unit": "working"},
        {"kind": "before_event", "count": 5, "unit": "working"},
        {"kind": "on_request"},
    ],
)
def test_a_rule_that_counts_from_an_unknown_day_is_refused_in_plain_words(values: dict[str, Any]) -> None:
    with pytest.raises(DueReferenceMissing) as refused:
        deadline(values)

    assert refused.value.message("vi").endswith(".")
    assert parse_due_rule(values).needs_reference


def test_a_rule_of_every_year_needs_a_year_that_is_imported() -> None:
    with pytest.raises(DueYearMissing):
        deadline({"kind": "before_date", "date": "05-25"})
    with pytest.raises(CalendarYearNotCovered):
        deadline({"kind": "before_date", "date": "05-25"}, year=2031)


@given(
    day=INNER_DAYS,
    count=st.integers(1, 60),
    kind=st.sampled_from(DueKind),
    unit=st.sampled_from(["working", "calendar"]),
)
def test_the_working_last_day_is_worked_and_is_the_nearest_before_the_legal_one(
    day: date, count: int, kind: DueKind, unit: str
) -> None:
    values: dict[str, Any] = {"kind": kind.value}
    if kind in (DueKind.FIXED_DATE, DueKind.BEFORE_DATE):
        values["date"] = str(day)
    elif kind is DueKind.YEARLY_WINDOW:
        values |= {"opens": str(day), "closes": str(day)}
    elif kind is not DueKind.ON_REQUEST:
        values["count"] = count
        if kind in (DueKind.AFTER_PERIOD_END, DueKind.BEFORE_EVENT):
            values["unit"] = unit

    due = deadline(values, reference=day)

    assert due.working_last_day <= due.legal_last_day
    assert CALENDAR.is_working_day(due.working_last_day)
    assert CALENDAR.working_days_between(due.working_last_day, due.legal_last_day) == 0
    assert due.due_at.date() == due.legal_last_day


@given(day=INNER_DAYS, step=st.integers(0, 30))
def test_a_later_date_never_gives_an_earlier_deadline(day: date, step: int) -> None:
    earlier = deadline({"kind": "before_date", "date": str(day)})
    later = deadline({"kind": "before_date", "date": str(day + timedelta(days=step))})

    assert earlier.working_last_day <= later.working_last_day
    assert earlier.due_at <= later.due_at
