"""Expression fields."""

from __future__ import annotations

from typing import Any

from tests.engine.model.forms.filled import accepted, make, opened


def number(key: str) -> dict[str, Any]:
    return {"type": "number", "key": key}


def computed(key: str, expression: str, **attributes: Any) -> dict[str, Any]:
    return {"type": "expression", "key": key, "expression": expression} | attributes


def test_the_server_computes_and_does_not_believe_the_client() -> None:
    form = make(number("a"), number("b"), computed("tong", "=a + b"))
    assert accepted(form, {"a": 1, "b": 2, "tong": 1_000_000}) == {"a": 1, "b": 2, "tong": 3}


def test_both_moments_of_computing_are_one_on_the_server() -> None:
    form = make(number("a"), computed("doi", "=a * 2", computeOn="presubmit"))
    assert accepted(form, {"a": 4}) == {"a": 4, "doi": 8}


def test_an_expression_without_a_value_is_null() -> None:
    assert accepted(make(number("a"), computed("b", "=a + 1")), {}) == {"a": None, "b": None}


def test_computed_values_build_on_each_other_in_any_order() -> None:
    fields = [computed("c", "=b + 1"), computed("b", "=a + 1"), number("a")]
    for components in (fields, fields[::-1]):
        assert accepted(make(*components), {"a": 1}) == {"a": 1, "b": 2, "c": 3}


def test_conditions_follow_computed_values() -> None:
    form = make(
        {"type": "textfield", "key": "ly_do", "conditional": {"hide": "=not(vuot)"}, "validate": {"required": True}},
        computed("vuot", "=chi > du_toan"),
        number("chi"),
        number("du_toan"),
    )
    assert accepted(form, {"chi": 1, "du_toan": 2}) == {"vuot": False, "chi": 1, "du_toan": 2}
    assert accepted(form, {"chi": 3, "du_toan": 2, "ly_do": "x"})["ly_do"] == "x"


def test_a_hidden_computed_value_is_left_out() -> None:
    form = make(computed("a", "=1", conditional={"hide": "=true"}), computed("b", "=a"))
    assert accepted(form, {}) == {"b": None}


def test_temporal_results_are_stored_as_text() -> None:
    form = make(computed("ngay", '=date("2025-03-25") + duration("P1D")'))
    assert accepted(form, {}) == {"ngay": "2025-03-26"}


def test_a_circle_of_computations_comes_to_an_end() -> None:
    form = make(computed("a", "=b + 1"), computed("b", "=a + 1"))
    assert set(accepted(form, {}, {"a": 0, "b": 0})) == {"a", "b"}


def test_sums_over_a_list_and_products_within_it() -> None:
    rows = {
        "type": "dynamiclist",
        "path": "dong",
        "components": [number("so_luong"), number("don_gia"), computed("tien", "=this.so_luong * this.don_gia")],
    }
    form = make(computed("tong", "=sum(dong.tien)"), rows)
    sent = {"dong": [{"so_luong": 2, "don_gia": 3}, {"so_luong": 1, "don_gia": 4, "tien": 99}]}
    assert accepted(form, sent) == {
        "tong": 10,
        "dong": [{"so_luong": 2, "don_gia": 3, "tien": 6}, {"so_luong": 1, "don_gia": 4, "tien": 4}],
    }


def test_opening_shows_computed_values() -> None:
    assert opened(make(number("a"), computed("b", "=a * 2")), {"a": 3, "b": 0}) == {"a": 3, "b": 6}
