"""Who owes what by when: reckoned from templates, units, periods and the calendar alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.calendar.days import Mark, WorkingCalendar
from workflows.calendar.rules import DueRule, parse_due_rule
from workflows.packs.obligation_model import Deliverable, Due, Obligation, Period, Timing, UnitSelector
from workflows.packs.organization_model import Unit, Validity
from workflows.programmes.owing import Terms, host_of, owed

CALENDAR = WorkingCalendar.build((), (2026, 2027))
PERIODS = {
    code: Period(code=code, title=code, starts_on=date(2026, 1, 1), ends_on=end)
    for code, end in {"Q1": date(2026, 3, 31), "Q2": date(2026, 6, 30)}.items()
}
TERMS = Terms(calendar=CALENDAR, year=2026, opened_on=date(2026, 1, 5), periods=PERIODS)


def unit(code: str, kind: str = "quarter") -> Unit:
    return Unit(
        code=code,
        name=code,
        short_name=code,
        kind=kind,
        level="commune",
        parent=None,
        validity=Validity(),
        aliases=(),
        administrative_codes=(),
        mark=Mark.ASSUMPTION,
    )


def template(code: str, *dues: tuple[str, Mapping[str, object]], **more: object) -> Obligation:
    values: dict[str, object] = {
        "paragraph": "1",
        "who": "(mẫu)",
        "owed_by": UnitSelector(unit_kinds=("quarter",), units=(), except_units=()),
        "task": "(mẫu)",
        "timings": (Timing.FIXED,),
        "receiver": None,
        "via": None,
        "copies": (),
        "legal_bases": (),
        "processes": (),
        "process_id": None,
        "deliverable": Deliverable(code=f"D{code}", title="(mẫu)"),
        "repeats": None,
        "within": None,
        "is_built": False,
        "mark": Mark.ASSUMPTION,
    }
    made = tuple(Due(period=period, rule=rule(values), mark=Mark.ASSUMPTION) for period, values in dues)
    return Obligation(code=code, dues=made, **values | more)  # type: ignore[arg-type]


def rule(values: Mapping[str, object]) -> DueRule:
    return parse_due_rule(values)


UNITS = (unit("A"), unit("B"), unit("W", kind="ward"))
QUARTERLY = (
    ("Q1", {"kind": "after_period_end", "count": 5, "unit": "working"}),
    ("Q2", {"kind": "after_period_end", "count": 5, "unit": "working"}),
)


def test_each_unit_owes_each_period_and_its_case_is_named_so() -> None:
    found = owed([template("R", *QUARTERLY)], UNITS, TERMS)

    assert [one.case_code for one in found] == ["DR/A/Q1", "DR/A/Q2", "DR/B/Q1", "DR/B/Q2"]
    assert [one.deadline.legal_last_day for one in found if one.deadline] == [date(2026, 4, 7), date(2026, 7, 7)] * 2


def test_a_deliverable_of_one_period_needs_no_period_in_its_code() -> None:
    (first, _) = owed([template("R", QUARTERLY[0])], UNITS, TERMS)

    assert (first.case_code, first.period) == ("DR/A", "Q1")


def test_days_from_a_start_are_counted_from_the_opening() -> None:
    found = owed([template("S", ("Q1", {"kind": "working_days_from", "count": 3}))], UNITS, TERMS)

    assert found[0].deadline is not None
    assert found[0].deadline.legal_last_day == date(2026, 1, 8)


@pytest.mark.parametrize(
    "dues",
    [(), (("Q1", {"kind": "on_request"}),), (("Q1", {"kind": "before_event", "count": 2, "unit": "working"}),)],
)
def test_what_waits_for_a_request_or_an_event_has_no_date_yet(dues: Sequence[tuple[str, dict[str, object]]]) -> None:
    found = owed([template("R", *dues)], UNITS, TERMS)

    assert [one.deadline for one in found] == [None, None]


def test_what_is_only_repeated_or_asks_for_nothing_is_owed_by_nobody() -> None:
    assert owed([template("R", repeats="Q"), template("S", deliverable=None)], UNITS, TERMS) == ()


def test_what_is_made_within_another_shares_the_case_of_the_same_period() -> None:
    found = owed([template("H", *QUARTERLY), template("F", QUARTERLY[1], within="H")], UNITS, TERMS)
    by_identity = {one.identity: one for one in found}

    host = host_of(by_identity["F", "B", "Q2"], by_identity)

    assert host is by_identity["H", "B", "Q2"]
    assert host_of(host, by_identity) is None


def test_without_a_common_period_the_only_case_of_the_unit_is_meant() -> None:
    found = owed([template("H", QUARTERLY[0]), template("F", QUARTERLY[1], within="H")], UNITS, TERMS)
    by_identity = {one.identity: one for one in found}
    assert host_of(by_identity["F", "A", "Q2"], by_identity) is by_identity["H", "A", "Q1"]

    several = owed([template("H", *QUARTERLY), template("F", within="H")], UNITS, TERMS)
    by_identity = {one.identity: one for one in several}
    assert host_of(by_identity["F", "A", None], by_identity) is None, "which of two cannot be told"


@given(
    st.lists(st.sampled_from("ABCD"), unique=True),
    st.lists(st.lists(st.sampled_from(["Q1", "Q2"]), unique=True), max_size=4),
)
def test_nobody_owes_the_same_thing_twice(units: list[str], periods: list[list[str]]) -> None:
    templates = [
        template(str(number), *((period, {"kind": "before_date", "date": "03-25"}) for period in chosen))
        for number, chosen in enumerate(periods)
    ]

    found = owed(templates, [unit(code) for code in units], TERMS)

    assert len({one.identity for one in found}) == len(found) == len({one.case_code for one in found})
    assert len(found) == len(units) * sum(max(1, len(chosen)) for chosen in periods)
