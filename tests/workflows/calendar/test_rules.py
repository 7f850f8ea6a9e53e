"""Due rules as data: they survive a round trip, and bad ones say what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Problems
from workflows.calendar.rules import CountUnit, DueKind, YearlyDay, parse_due_rule

DAYS = st.one_of(
    st.dates().map(str),
    st.dates().filter(lambda day: (day.month, day.day) != (2, 29)).map(lambda day: f"{day:%m-%d}"),
)
COUNTS = st.integers(1, 366)
UNITS = st.sampled_from(["working", "calendar"])
RULES = st.one_of(
    st.fixed_dictionaries({"kind": st.just("fixed_date"), "date": DAYS}),
    st.fixed_dictionaries({"kind": st.just("before_date"), "date": DAYS}, optional={"inclusive": st.just(True)}),
    st.fixed_dictionaries({"kind": st.just("working_days_from"), "count": COUNTS}),
    st.fixed_dictionaries(
        {"kind": st.just("calendar_days_from"), "count": COUNTS}, optional={"rolls_forward": st.just(True)}
    ),
    st.fixed_dictionaries({"kind": st.just("after_period_end"), "count": st.integers(0, 366), "unit": UNITS}),
    st.fixed_dictionaries({"kind": st.just("before_event"), "count": COUNTS, "unit": UNITS}),
    st.just({"kind": "yearly_window", "opens": "12-10", "closes": "12-15"}),
    st.just({"kind": "on_request"}),
)


@given(values=RULES)
def test_a_rule_survives_being_stored_as_json(values: dict[str, Any]) -> None:
    rule = parse_due_rule(values)

    assert rule.as_dict() == values
    assert parse_due_rule(json.loads(json.dumps(rule.as_dict()))) == rule


def test_a_rule_is_read_into_its_parts() -> None:
    rule = parse_due_rule({"kind": "before_event", "count": 10, "unit": "calendar"})

    assert (rule.kind, rule.count, rule.unit) == (DueKind.BEFORE_EVENT, 10, CountUnit.CALENDAR)
    assert rule.needs_reference
    assert parse_due_rule({"kind": "before_date", "date": "05-25"}).day == YearlyDay(5, 25)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "data.missing_field"),
        ({"kind": "someday"}, "data.not_a_choice"),
        ({"kind": "before_date"}, "data.missing_field"),
        ({"kind": "before_date", "date": "25/5/2025"}, "data.expected_day"),
        ({"kind": "before_date", "date": 20250525}, "data.expected_day"),
        ({"kind": "before_date", "date": "02-29"}, "calendar.no_such_day"),
        ({"kind": "before_date", "date": "13-01"}, "calendar.no_such_day"),
        ({"kind": "before_date", "date": "05-25", "inclusive": "yes"}, "data.expected_flag"),
        ({"kind": "fixed_date", "date": "05-25", "inclusive": True}, "data.unknown_field"),
        ({"kind": "before_date", "date": "05-25", "rolls_forward": True}, "data.unknown_field"),
        ({"kind": "working_days_from", "count": 5, "rolls_forward": True}, "data.unknown_field"),
        ({"kind": "working_days_from", "count": 0}, "calendar.count_out_of_range"),
        ({"kind": "working_days_from", "count": True}, "data.expected_whole_number"),
        ({"kind": "after_period_end", "count": 5}, "data.missing_field"),
        ({"kind": "before_event", "count": 400, "unit": "working"}, "calendar.count_out_of_range"),
        ({"kind": "yearly_window", "opens": "12-15", "closes": "12-10"}, "calendar.window_reversed"),
        ({"kind": "on_request", "count": 3}, "data.unknown_field"),
    ],
)
def test_a_bad_rule_says_what_is_wrong(values: dict[str, Any], code: str) -> None:
    with pytest.raises(Problems) as refused:
        parse_due_rule(values)

    assert [finding.code for finding in refused.value.findings] == [code]
    assert refused.value.findings[0].message("vi") in refused.value.message("vi")
