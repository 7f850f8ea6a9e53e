"""Points in time, intervals and cycles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.interpreter.schedule import Schedule, next_due, parse_interval, parse_moment, schedule
from engine.model.process import TimerKind

NOW = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05+02:00", datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05", datetime(2026, 1, 1, 20, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04", datetime(2026, 1, 1, 20, 4, tzinfo=UTC)),
        ("2026-01-02T03:04:05.123456789Z", datetime(2026, 1, 2, 3, 4, 5, 123456, tzinfo=UTC)),
        ("2026-01-02", datetime(2026, 1, 1, 17, 0, tzinfo=UTC)),
        ("2026-01-02T03:04:05+01:00[Europe/Berlin]", datetime(2026, 1, 2, 2, 4, 5, tzinfo=UTC)),
        ("2026-07-02T03:04:05@Europe/Berlin", datetime(2026, 7, 2, 1, 4, 5, tzinfo=UTC)),
    ],
)
def test_a_moment_without_offset_is_local(text: str, expected: datetime) -> None:
    assert parse_moment(text) == expected


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "2026-01-02T25:00", "2026-01-02T03:04@No/Where"])
def test_an_unreadable_moment_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - callers add the context
        parse_moment(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT10S", NOW + timedelta(seconds=10)),
        ("PT0.5S", NOW + timedelta(milliseconds=500)),
        ("P1DT2H", NOW + timedelta(days=1, hours=2)),
        ("P2W", NOW + timedelta(weeks=2)),
        ("P1M", datetime(2025, 4, 10, 1, 0, tzinfo=UTC)),
        ("P1Y2M3D", datetime(2026, 5, 13, 1, 0, tzinfo=UTC)),
        ("-PT5M", NOW - timedelta(minutes=5)),
        ("PT0S", NOW),
    ],
)
def test_a_duration_counts_from_now(text: str, expected: datetime) -> None:
    assert schedule(TimerKind.DURATION, text, NOW) == Schedule(expected)


def test_a_month_ends_where_the_shorter_month_ends() -> None:
    # given 31/01/2025 in Viet Nam, still 30/01 in UTC
    end_of_january = datetime(2025, 1, 30, 18, 0, tzinfo=UTC)

    assert parse_interval("P1M").after(end_of_january) == datetime(2025, 2, 27, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "1D", "P1X", "PT1H2", "P1D2H", "P99999999999D"])
def test_an_unreadable_duration_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - callers add the context
        schedule(TimerKind.DURATION, text, NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R5/PT10S", Schedule(NOW + timedelta(seconds=10), 5, "PT10S")),
        ("R/P1D", Schedule(NOW + timedelta(days=1), -1, "P1D")),
        ("R-1/P1D", Schedule(NOW + timedelta(days=1), -1, "P1D")),
        ("R3/2025-03-11T08:00:00+07:00/P1D", Schedule(NOW + timedelta(days=1), 3, "P1D")),
        ("R3/2025-03-01T08:30:00+07:00/P1D", Schedule(NOW + timedelta(minutes=30), 3, "P1D")),
        ("R3/2025-03-11T02:00:00[Europe/Berlin]/P1D", Schedule(NOW + timedelta(days=1), 3, "P1D")),
        ("R0/PT10S", None),
    ],
)
def test_a_cycle_has_a_first_beat_a_count_and_an_interval(text: str, expected: Schedule | None) -> None:
    assert schedule(TimerKind.CYCLE, text, NOW) == expected


@pytest.mark.parametrize("text", ["R5", "PT10S", "R/PT0S", "R/-PT1S", "R5/PT1S/PT1S/PT1S", "0 0 9 * * *", "R1/now/P1D"])
def test_an_unreadable_cycle_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - callers add the context
        schedule(TimerKind.CYCLE, text, NOW)


def test_missed_beats_are_skipped() -> None:
    # given a beat every ten minutes, and an hour and five minutes of downtime
    woken = NOW + timedelta(minutes=65)

    assert next_due(NOW, "PT10M", woken) == NOW + timedelta(minutes=70)


@given(
    missed=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=800)),
    interval=st.sampled_from(["PT7S", "PT1H", "P1D", "P2W", "P1M", "P1Y", "P1M1D"]),
)
def test_the_next_beat_is_in_the_future_and_at_most_one_interval_away(missed: timedelta, interval: str) -> None:
    now = NOW + missed

    due = next_due(NOW, interval, now)

    assert now < due <= parse_interval(interval).after(now) + timedelta(days=3)
    if parse_interval(interval).months == 0:
        assert (due - NOW) % parse_interval(interval).rest == timedelta(0)
