"""The host functions of FEEL: they take dates as FEEL has them, and answer null for null."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from workflows.calendar.files import calendar_names, load_calendar
from workflows.calendar.functions import NotADate, NotAWholeNumber, host_functions

FUNCTIONS = host_functions(load_calendar(calendar_names()))


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 5, 25),
        "2025-05-25",
        "2025-05-25T09:00:00+07:00",
        datetime(2025, 5, 24, 20, 0, tzinfo=UTC),  # 03:00 of the 25th in Việt Nam
    ],
)
def test_a_date_may_come_as_date_text_or_moment(day: Any) -> None:
    assert FUNCTIONS["last_working_day_before"](day) == date(2025, 5, 23)
    assert FUNCTIONS["is_working_day"](day) is False
    assert FUNCTIONS["add_working_days"](day, Decimal(3)) == date(2025, 5, 28)
    assert FUNCTIONS["working_days_between"](day, "2025-05-30") == Decimal(5)


@pytest.mark.parametrize(
    "day",
    [
        'date("2025-05-25")',
        'date and time("2025-05-25T09:00:00")',
        'date and time("2025-05-24T20:00:00Z")',
        "today()",
        "now()",
    ],
)
def test_feel_passes_its_own_dates_and_moments(day: str) -> None:
    # given
    context = feel.Context(now=datetime(2025, 5, 24, 20, 0, tzinfo=UTC), functions=FUNCTIONS)
    # when
    result = feel.compile_expression(f"add_working_days({day}, 3)").evaluate({}, context)
    # then
    assert (feel.to_json(result.value), result.warnings) == ("2025-05-28", ())


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("add_working_days", (None, 1)),
        ("add_working_days", ("2025-05-25", None)),
        ("working_days_between", (None, "2025-05-25")),
        ("is_working_day", (None,)),
        ("last_working_day_before", (None,)),
    ],
)
def test_null_in_is_null_out(name: str, arguments: tuple[Any, ...]) -> None:
    assert FUNCTIONS[name](*arguments) is None


@pytest.mark.parametrize("value", ["25/5/2025", "", 20250525, True, ["2025-05-25"]])
def test_what_is_no_date_is_refused(value: Any) -> None:
    with pytest.raises(NotADate):
        FUNCTIONS["is_working_day"](value)


@pytest.mark.parametrize("count", ["5", Decimal("1.5"), True, 2.0])
def test_what_is_no_whole_number_of_days_is_refused(count: Any) -> None:
    with pytest.raises(NotAWholeNumber):
        FUNCTIONS["add_working_days"]("2025-05-25", count)
