"""Date, time and date-time fields."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.model.forms.filled import accepted, errors, make, opened, submit


def field(subtype: str = "date", **attributes: Any) -> dict[str, Any]:
    return {"type": "datetime", "key": "han", "label": "Hạn gửi", "subtype": subtype} | attributes


def test_a_date_is_kept() -> None:
    assert accepted(make(field()), {"han": "2025-03-25"}) == {"han": "2025-03-25"}


def test_without_a_subtype_it_is_a_date() -> None:
    assert accepted(make({"type": "datetime", "key": "han"}), {"han": "2025-03-25"}) == {"han": "2025-03-25"}


@pytest.mark.parametrize(
    "value",
    ["", "25/03/2025", "2025-3-25", "2025-02-29", "2025-13-01", "0000-01-01", "2025-03-25T08:30", "٢٠٢٥-٠٣-٢٥",
     "2025-03-25\n", 20250325, True, ["2025-03-25"]],
)  # fmt: skip
def test_what_is_no_date_is_refused(value: Any) -> None:
    assert errors(make(field()), {"han": value}) == [("han", "form.not_date")]


@pytest.mark.parametrize("sent", [{}, {"han": None}])
def test_an_untouched_date_is_null_and_not_enough_when_required(sent: dict[str, Any]) -> None:
    assert accepted(make(field()), sent) == {"han": None}
    assert errors(make(field(validate={"required": True})), sent) == [("han", "form.required")]


@pytest.mark.parametrize(
    ("time_format", "sent", "stored"),
    [
        (None, "08:30", "08:30"),
        ("no_timezone", "08:30", "08:30"),
        ("no_timezone", "08:30:00.000", "08:30"),
        ("utc_offset", "08:30+07:00", "08:30+07:00"),
        ("utc_offset", "08:30-03:30", "08:30-03:30"),
        ("utc_offset", "08:30Z", "08:30+00:00"),
        ("utc_normalized", "08:30Z", "08:30Z"),
        ("utc_normalized", "08:30+07:00", "01:30Z"),
        ("utc_normalized", "05:30+07:00", "22:30Z"),
    ],
)
def test_a_time_is_stored_as_its_field_serializes_it(time_format: str | None, sent: str, stored: str) -> None:
    assert accepted(make(field("time", timeSerializingFormat=time_format)), {"han": sent}) == {"han": stored}


@pytest.mark.parametrize(
    ("time_format", "sent", "stored"),
    [
        ("no_timezone", "2025-03-25T08:30", "2025-03-25T08:30"),
        ("utc_offset", "2025-03-25T08:30:00+07:00", "2025-03-25T08:30+07:00"),
        ("utc_normalized", "2025-03-25T05:30+07:00", "2025-03-24T22:30Z"),
    ],
)
def test_a_date_and_time_is_stored_as_its_field_serializes_it(time_format: str, sent: str, stored: str) -> None:
    assert accepted(make(field("datetime", timeSerializingFormat=time_format)), {"han": sent}) == {"han": stored}


@pytest.mark.parametrize(
    ("subtype", "time_format", "value"),
    [
        ("time", "no_timezone", "08:30Z"),
        ("time", "utc_offset", "08:30"),
        ("time", "utc_normalized", "08:30"),
        ("time", "no_timezone", "24:00"),
        ("time", "no_timezone", "8:30"),
        ("time", "no_timezone", "08:30:15"),
        ("time", "utc_offset", "08:30+15:00"),
        ("time", "utc_offset", "08:30+07:60"),
        ("datetime", "no_timezone", "2025-03-25"),
        ("datetime", "no_timezone", "2025-03-25 08:30"),
        ("datetime", "no_timezone", "2025-03-25T08:30+07:00"),
        ("datetime", "utc_offset", "2025-03-25T08:30"),
        ("datetime", "utc_normalized", "0001-01-01T00:00+07:00"),
    ],
)
def test_another_writing_or_a_guess_of_the_zone_is_refused(subtype: str, time_format: str, value: str) -> None:
    form = make(field(subtype, timeSerializingFormat=time_format))
    assert errors(form, {"han": value}) == [("han", f"form.not_{subtype}")]


def test_the_message_shows_the_expected_writing() -> None:
    form = make(field("datetime", timeSerializingFormat="utc_offset"))
    (error,) = submit(form, {"han": "mai"}).errors
    assert "«Hạn gửi»" in error.message("vi")
    assert "2025-03-25T08:30+07:00" in error.message("vi")


def test_passed_dates_are_left_to_the_browser() -> None:
    assert errors(make(field(disallowPassedDates=True)), {"han": "1999-01-01"}) == []


@pytest.mark.parametrize(("variable", "shown"), [("2025-03-25", "2025-03-25"), ("hôm nay", None), (5, None)])
def test_a_variable_that_is_no_date_is_not_shown(variable: Any, shown: Any) -> None:
    assert opened(make(field()), {"han": variable}) == {"han": shown}


@given(
    st.datetimes(
        min_value=datetime.fromisoformat("1973-01-01"),  # older offsets have seconds
        max_value=datetime.fromisoformat("9998-01-01"),
        timezones=st.timezones(),
    )
)
def test_any_moment_with_an_offset_is_stored_in_utc(moment: datetime) -> None:
    form = make(field("datetime", timeSerializingFormat="utc_normalized"))
    moment = moment.replace(second=0, microsecond=0)
    sent = moment.isoformat(timespec="minutes")
    stored = accepted(form, {"han": sent})["han"]
    assert stored.endswith("Z")
    assert datetime.fromisoformat(stored) == datetime.fromisoformat(sent)
