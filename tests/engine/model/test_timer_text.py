"""Static timer texts: which are dates, durations and cycles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.timer_text import is_cycle, is_date_time, is_duration


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+07:00",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05.123456789Z",
        "2026-01-02T03:04:05[Asia/Ho_Chi_Minh]",
        "2026-01-02T03:04:05+07:00[Asia/Ho_Chi_Minh]",
        "2024-02-29T00:00:00Z",
    ],
)
def test_a_date_time_with_offset_or_zone_is_one(text: str) -> None:
    assert is_date_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05",
        "2026-01-02",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-02T25:00:00Z",
        "2026-01-02T03:04:05+25:00",
        "2026-01-02T03:04:05[Nowhere/Land]",
        "2026-01-02T03:04:05[../../etc/passwd]",
        "25/3/2025",
        "٢٠٢٦-01-02T03:04:05Z",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
        "",
    ],
)
def test_what_is_no_such_date_time_is_none(text: str) -> None:
    assert not is_date_time(text)


@pytest.mark.parametrize("text", ["P1D", "PT2H", "P1DT2H", "P2W", "P1Y2M3DT4H5M6.7S", "PT0S", "-PT1S"])
def test_an_iso_duration_is_one(text: str) -> None:
    assert is_duration(text)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "1D", "P1H", "PT1D", "P-1D", "p1d", "P1.5D", "5 ngày", "P1001Y", "PT999999999H"]
)
def test_what_is_no_iso_duration_is_none(text: str) -> None:
    assert not is_duration(text)


@pytest.mark.parametrize(
    "text",
    [
        "R/P1D",
        "R5/PT10S",
        "R3/2026-01-02T03:04:05Z/P1D",
        "R3/2026-01-02T03:04:05[Asia/Ho_Chi_Minh]/P1D",
    ],
)
def test_a_repeating_interval_is_one(text: str) -> None:
    assert is_cycle(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "R",
        "R/",
        "R//P1D/",
        "P1D",
        "R-1/P1D",
        "R/PT0S",
        "R/-P1D",
        "R3/2026-01-02/P1D",
        "0 0 9 * * MON",
        "R/P1D/P1D",
        "R/PT0.0001S",
        "R/P9999Y",
    ],
)
def test_what_is_no_repeating_interval_is_none(text: str) -> None:
    assert not is_cycle(text)


@given(st.text(alphabet="PTRYMWDHS0123456789-+:/.[]Z ", max_size=30))
def test_any_text_is_answered_without_an_exception(text: str) -> None:
    assert {is_date_time(text), is_duration(text), is_cycle(text)} <= {True, False}
