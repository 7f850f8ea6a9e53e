"""Number fields."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.model.forms.filled import accepted, errors, make, opened, submit


def field(**attributes: Any) -> dict[str, Any]:
    return {"type": "number", "key": "so", "label": "Số tiền"} | attributes


@pytest.mark.parametrize("value", [0, 5, -3, Decimal("1234.5"), 10**30])
def test_numbers_are_kept(value: Any) -> None:
    result = accepted(make(field()), {"so": value})["so"]
    assert (result, type(result)) == (value, type(value))


def test_a_binary_fraction_becomes_the_decimal_it_was_written_as() -> None:
    assert accepted(make(field()), {"so": 0.1}) == {"so": Decimal("0.1")}


@pytest.mark.parametrize("sent", [{}, {"so": None}])
def test_an_untouched_field_is_null(sent: dict[str, Any]) -> None:
    assert accepted(make(field()), sent) == {"so": None}


def test_zero_answers_a_required_field_and_null_does_not() -> None:
    form = make(field(validate={"required": True}))
    assert errors(form, {"so": 0}) == []
    assert errors(form, {"so": None}) == [("so", "form.required")]


@pytest.mark.parametrize("value", ["1.234,5", "5", "", "NaN"])
def test_text_is_refused_with_the_expected_writing(value: str) -> None:
    (error,) = submit(make(field()), {"so": value}).errors
    assert error.code == "form.text_for_number"
    assert "1234.5" in error.message("vi")


@pytest.mark.parametrize("value", [True, False, [1], {"a": 1}, float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_refused(value: Any) -> None:
    assert errors(make(field()), {"so": value}) == [("so", "form.not_number")]


@pytest.mark.parametrize("value", [10**500, Decimal("1e500"), Decimal("1e-999999"), Decimal("1" * 500)])
def test_numbers_beyond_reason_are_refused(value: Any) -> None:
    assert errors(make(field()), {"so": value}) == [("so", "form.number_out_of_range")]


def test_bounds_include_their_ends_and_check_zero() -> None:
    form = make(field(validate={"min": 1, "max": 10}))
    assert errors(form, {"so": 0}) == [("so", "form.too_small")]
    assert errors(form, {"so": 1}) == []
    assert errors(form, {"so": Decimal("10.0")}) == []
    assert errors(form, {"so": Decimal("10.01")}) == [("so", "form.too_big")]


def test_bounds_may_be_written_as_text_in_the_form() -> None:
    assert errors(make(field(validate={"min": "1.5"})), {"so": 1}) == [("so", "form.too_small")]


def test_decimals_are_counted_without_trailing_zeros() -> None:
    form = make(field(decimalDigits=2))
    assert errors(form, {"so": Decimal("1.2500")}) == []
    assert errors(form, {"so": Decimal("0.000")}) == []
    assert errors(form, {"so": Decimal("1e5")}) == []
    assert errors(form, {"so": Decimal("1.255")}) == [("so", "form.too_many_decimals")]


def test_no_decimals_means_a_whole_number() -> None:
    form = make(field(decimalDigits=0))
    assert errors(form, {"so": Decimal("7.0")}) == []
    assert errors(form, {"so": Decimal("7.5")}) == [("so", "form.not_whole")]


def test_steps_are_exact_where_binary_fractions_are_not() -> None:
    form = make(field(increment="0.1"))
    assert errors(form, {"so": 0.3}) == []
    assert errors(form, {"so": Decimal("0.30000000000000000000000000000000000001")}) == [("so", "form.not_a_step")]
    assert errors(form, {"so": Decimal("1e300")}) == []


def test_the_nearest_steps_are_named_as_a_vietnamese_reader_writes_them() -> None:
    (error,) = submit(make(field(increment=0.25)), {"so": Decimal("1234.6")}).errors
    assert "1.234,50 và 1.234,75" in error.message("vi")
    assert "1,234.50 and 1,234.75" in error.message("en")


@given(st.decimals(-1000, 1000, places=4), st.decimals("0.0001", 50, places=4))
def test_the_named_steps_are_valid_and_enclose_the_value(value: Decimal, increment: Decimal) -> None:
    form = make(field(increment=format(increment, "f")))
    found = submit(form, {"so": value}).errors
    if not found:
        assert value % increment == 0
        return
    below, above = (Decimal(found[0].fields[name].replace(",", "")) for name in ("below_en", "above_en"))
    assert below < value < above
    assert errors(form, {"so": below}) == errors(form, {"so": above}) == []


def test_a_number_field_that_stores_text_keeps_every_digit() -> None:
    form = make(field(serializeToString=True))
    assert accepted(form, {"so": "1.50"}) == {"so": "1.50"}
    assert accepted(form, {"so": 15}) == {"so": "15"}
    assert accepted(form, {"so": Decimal("1e3")}) == {"so": "1000"}
    assert accepted(form, {"so": ""}) == {"so": None}


@pytest.mark.parametrize("value", ["NaN", "1.234,5", "1 000", "abc", "0x10", "٣", "1e99999", "9" * 1000])
def test_a_number_field_that_stores_text_refuses_what_is_no_numeral(value: str) -> None:
    assert errors(make(field(serializeToString=True)), {"so": value}) == [("so", "form.not_numeral")]


def test_rules_hold_for_numbers_stored_as_text() -> None:
    form = make(field(serializeToString=True, decimalDigits=1, validate={"max": 9}))
    assert errors(form, {"so": "10.25"}) == [("so", "form.too_many_decimals"), ("so", "form.too_big")]


@pytest.mark.parametrize(
    ("variable", "shown"), [("5", 5), ("năm", None), (True, None), ("", None), (2.5, Decimal("2.5"))]
)
def test_a_variable_of_another_type_is_shown_as_a_number_where_it_is_one(variable: Any, shown: Any) -> None:
    assert opened(make(field()), {"so": variable}) == {"so": shown}


def test_a_variable_of_another_type_is_shown_as_text_where_text_is_stored() -> None:
    form = make(field(serializeToString=True))
    assert [opened(form, {"so": value})["so"] for value in ("1.50", Decimal("2.0"), 3, "năm")] == [
        "1.50",
        "2.0",
        "3",
        None,
    ]
