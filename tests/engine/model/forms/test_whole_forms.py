"""What holds for every form and every submission."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelLimitExceeded
from engine.model.forms import validate_submission
from engine.variables import Variables
from tests.engine.model.forms.filled import CONTEXT, accepted, errors, make, opened, submit

OPTIONS = [{"label": "Một", "value": "mot"}, {"label": "Hai", "value": 2}]
EVERYTHING = make(
    {"type": "textfield", "key": "ten", "label": "Tên", "validate": {"maxLength": 20}},
    {"type": "textarea", "key": "noi_dung", "conditional": {"hide": '=ten = "ẩn"'}},
    {"type": "number", "key": "so.luong", "decimalDigits": 2, "validate": {"min": 0}},
    {"type": "number", "key": "so.chu", "serializeToString": True},
    {"type": "checkbox", "key": "dong_y"},
    {"type": "select", "key": "chon", "values": OPTIONS},
    {"type": "taglist", "key": "nhan", "valuesExpression": '=if dong_y then ["x", "y"] else ["x"]'},
    {"type": "datetime", "key": "ngay", "subtype": "datetime", "timeSerializingFormat": "utc_normalized"},
    {"type": "expression", "key": "tong", "expression": "=so.luong * 2"},
    {"type": "filepicker", "key": "tep"},
    {
        "type": "group",
        "path": "nhom",
        "conditional": {"hide": "=dong_y"},
        "components": [{"type": "radio", "key": "r", "values": OPTIONS}],
    },
    {
        "type": "dynamiclist",
        "path": "viec",
        "label": "Việc",
        "components": [
            {"type": "textfield", "key": "ten", "conditional": {"hide": "=this.xong"}},
            {"type": "checkbox", "key": "xong"},
            {"type": "expression", "key": "stt", "expression": "=i"},
            {"type": "dynamiclist", "path": "con", "components": [{"type": "number", "key": "n"}]},
        ],
    },
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-10, max_value=10**6),
    st.text(max_size=12),
    st.sampled_from(["mot", "ẩn", "x", "y", "2025-03-25T08:30+07:00", "2025-03-25T01:30Z", "1.50", "files::abc"]),
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def some(**likely: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={key: likely[key] for key in likely})


GOOD = some(
    ten=st.text(max_size=15) | st.just("ẩn"),
    noi_dung=st.text(max_size=30),
    so=some(luong=st.none() | st.integers(0, 99) | st.decimals(0, 99, places=2), chu=st.sampled_from(["1.50", None])),
    dong_y=st.booleans(),
    chon=st.sampled_from(["mot", 2, None]),
    nhan=st.sampled_from([[], ["x"], None]),
    ngay=st.sampled_from([None, "2025-03-25T08:30+07:00", "2025-03-25T01:30Z"]),
    tong=SCALARS,
    tep=st.sampled_from([None, "files::abc", [{"documentId": "a", "x": 1}]]),
    nhom=some(r=st.sampled_from(["mot", 2, None])),
    viec=st.lists(
        some(ten=st.text(max_size=5), xong=st.booleans(), stt=SCALARS, con=st.lists(some(n=st.integers()), max_size=2)),
        max_size=3,
    ),
    khong_co=JSON,
)
VARIABLES = st.dictionaries(
    st.sampled_from(["ten", "so", "dong_y", "chon", "nhan", "ngay", "tep", "nhom", "viec", "tong", "khac"]),
    JSON,
    max_size=4,
)


def typed(value: Any) -> Any:
    """`value` with the types that == overlooks (1 and True)."""
    if isinstance(value, dict):
        return {key: typed(inner) for key, inner in value.items()}
    return [typed(inner) for inner in value] if isinstance(value, list) else (type(value), value)


@settings(max_examples=200)
@given(GOOD, VARIABLES)
def test_validating_what_was_validated_changes_nothing(sent: dict[str, Any], variables: dict[str, Any]) -> None:
    once = submit(EVERYTHING, sent, variables)
    if once.errors:  # text of odd characters
        return
    assert typed(accepted(EVERYTHING, once.values, variables)) == typed(once.values)


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from(["ten", "so", "dong_y", "chon", "nhan", "ngay", "tep", "nhom", "viec"]), JSON),
    VARIABLES,
)
def test_whatever_is_sent_is_answered_by_values_or_readable_errors(
    sent: dict[str, Any], variables: dict[str, Any]
) -> None:
    result = submit(EVERYTHING, sent, variables)
    assert bool(result.errors) != bool(result.values)
    errors(EVERYTHING, sent, variables)


@settings(max_examples=100)
@given(VARIABLES)
def test_what_a_form_shows_when_opened_can_be_sent_back_or_is_told(variables: dict[str, Any]) -> None:
    shown = opened(EVERYTHING, variables)
    result = submit(EVERYTHING, shown, variables)
    if not result.errors:
        assert typed(result.values) == typed(submit(EVERYTHING, {}, variables).values)


@settings(max_examples=50)
@given(GOOD, VARIABLES)
def test_nothing_that_is_given_is_changed(sent: dict[str, Any], variables: dict[str, Any]) -> None:
    before = repr((sent, variables))
    submit(EVERYTHING, sent, variables)
    opened(EVERYTHING, variables)
    assert repr((sent, variables)) == before


def test_a_submission_is_never_larger_than_a_megabyte() -> None:
    form = make({"type": "textarea", "key": "a"})
    assert errors(form, {"a": "", "x": "đ" * 600_000}) == [("", "form.submission_too_large")]
    assert errors(form, {"a": "", "x": [0] * 400_000}) == [("", "form.submission_too_large")]
    assert errors(form, {"a": "", "k" * 2_000_000: 1}) == [("", "form.submission_too_large")]


def test_a_submission_is_never_nested_without_end() -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    assert errors(make({"type": "textarea", "key": "a"}), {"x": deep}) == [("", "form.submission_too_large")]


def test_two_hundred_errors_are_enough() -> None:
    form = make({"type": "dynamiclist", "path": "l", "components": [{"type": "number", "key": "n"}]})
    assert len(errors(form, {"l": [{"n": "x"}] * 5000})) == 200


def test_an_expression_that_never_ends_is_stopped() -> None:
    form = make({"type": "expression", "key": "a", "expression": "=for a in 1..99999, b in 1..99999 return a"})
    with pytest.raises(FeelLimitExceeded):
        submit(form, {})


def test_the_variables_of_a_case_are_read_as_they_are() -> None:
    # given the variables of a process instance and of a task in it
    variables = Variables()
    variables.open_scope(1, None)
    variables.open_scope(2, 1)
    variables.load(1, "ten", "Kế hoạch")
    variables.load(2, "so", {"luong": Decimal("1.5")})

    # when a form is submitted there
    result = validate_submission(EVERYTHING, variables.view(2), {"dong_y": True}, CONTEXT)

    # then what was not sent comes from them
    assert result.values["ten"] == "Kế hoạch"
    assert (result.values["so"]["luong"], result.values["tong"]) == (Decimal("1.5"), 3)
    assert variables.changes() == ()


def test_one_form_serves_many_threads() -> None:
    form = make(
        {"type": "textfield", "key": "a", "validate": {"pattern": "^(x|y)+[0-9]*$"}},
        {"type": "expression", "key": "b", "expression": "=a"},
    )

    def run(number: int) -> bool:
        good, bad = f"xy{number}", f"xz{number}"
        return accepted(form, {"a": good}) == {"a": good, "b": good} and bool(submit(form, {"a": bad}).errors)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(run, range(400)))
