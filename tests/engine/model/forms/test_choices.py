"""Radio, select, checklist, taglist, and the check box."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.engine.model.forms.filled import accepted, errors, make, opened, submit

LEVELS = [{"label": "Cấp xã", "value": "xa"}, {"label": "Cấp huyện", "value": "huyen"}]
ONE = ["radio", "select"]
MANY = ["checklist", "taglist"]


def field(kind: str, **attributes: Any) -> dict[str, Any]:
    source = {} if "valuesKey" in attributes or "valuesExpression" in attributes else {"values": LEVELS}
    return {"type": kind, "key": "cap", "label": "Cấp"} | source | attributes


@pytest.mark.parametrize("kind", ONE)
def test_an_option_is_kept(kind: str) -> None:
    assert accepted(make(field(kind)), {"cap": "xa"}) == {"cap": "xa"}


@pytest.mark.parametrize("kind", MANY)
def test_options_are_kept_in_their_order_and_once(kind: str) -> None:
    assert accepted(make(field(kind)), {"cap": ["huyen", "xa", "huyen"]}) == {"cap": ["huyen", "xa"]}


@pytest.mark.parametrize("kind", ONE)
@pytest.mark.parametrize("value", ["tinh", "", 5, True, ["xa"], {"value": "xa"}])
def test_what_is_not_on_offer_is_refused(kind: str, value: Any) -> None:
    assert errors(make(field(kind)), {"cap": value}) == [("cap", "form.unknown_option")]


@pytest.mark.parametrize("kind", MANY)
def test_every_item_that_is_not_on_offer_is_refused(kind: str) -> None:
    result = submit(make(field(kind)), {"cap": ["xa", "tinh", 7]})
    assert [(e.code, e.fields["value"]) for e in result.errors] == [
        ("form.unknown_option", "tinh"),
        ("form.unknown_option", "7"),
    ]


@pytest.mark.parametrize("kind", MANY)
@pytest.mark.parametrize("value", ["xa", {"xa": True}, 5, True])
def test_many_choices_must_be_a_list(kind: str, value: Any) -> None:
    assert errors(make(field(kind)), {"cap": value}) == [("cap", "form.not_choices")]


def test_too_many_choices_are_refused() -> None:
    assert errors(make(field("taglist")), {"cap": ["xa"] * 10_001}) == [("cap", "form.too_many_items")]


@pytest.mark.parametrize(("kind", "empty"), [(k, None) for k in ONE] + [(k, []) for k in MANY])
def test_no_choice_is_the_empty_value_and_not_enough_when_required(kind: str, empty: Any) -> None:
    for sent in ({}, {"cap": None}, {"cap": empty}):
        assert accepted(make(field(kind)), sent) == {"cap": empty}
        assert errors(make(field(kind, validate={"required": True})), sent) == [("cap", "form.required")]


def test_options_come_from_an_input_variable() -> None:
    form = make(field("select", valuesKey="don_vi"))
    variables = {
        "don_vi": [{"label": "Xã Trà Bình", "value": "tra_binh"}, "tra_tan", 7, False, "", None, {"label": "x"}]
    }
    for value in ("tra_binh", "tra_tan", 7, False):
        assert accepted(form, {"cap": value}, variables) == {"cap": value}
    for value in ("", "x", 0, 8):
        assert errors(form, {"cap": value}, variables) == [("cap", "form.unknown_option")]


def test_the_input_variable_may_lie_in_another() -> None:
    form = make(field("select", valuesKey="danh_muc.cap"))
    assert accepted(form, {"cap": "xa"}, {"danh_muc": {"cap": ["xa"]}}) == {"cap": "xa"}


def test_the_client_cannot_bring_its_own_options() -> None:
    form = make(field("select", valuesKey="don_vi"), {"type": "textfield", "key": "don_vi"})
    assert errors(form, {"cap": "gia_mao", "don_vi": "gia_mao"}) == [("cap", "form.no_options")]


@pytest.mark.parametrize("options", [None, "xa", {"xa": 1}, []])
def test_a_choice_without_options_says_so(options: Any) -> None:
    form = make(field("select", valuesKey="don_vi"))
    assert errors(form, {"cap": "xa"}, {"don_vi": options}) == [("cap", "form.no_options")]
    assert errors(form, {"cap": None}, {"don_vi": options}) == []


def test_values_are_the_same_as_in_javascript() -> None:
    form = make(field("select", values=[{"label": "Một", "value": 1}, {"label": "Có", "value": True}]))
    assert accepted(form, {"cap": Decimal("1.0")}) == {"cap": 1}
    assert accepted(form, {"cap": 1.0}) == {"cap": 1}
    assert accepted(form, {"cap": True}) == {"cap": True}
    assert errors(form, {"cap": "1"}) == [("cap", "form.unknown_option")]
    assert errors(make(field("select", values=[{"value": 1}])), {"cap": True}) == [("cap", "form.unknown_option")]


def test_an_option_may_be_an_object() -> None:
    unit = {"ma": "tb", "ten": "Trà Bình"}
    form = make(field("select", values=[{"label": "Trà Bình", "value": unit}]))
    assert accepted(form, {"cap": {"ten": "Trà Bình", "ma": "tb"}}) == {"cap": unit}
    assert errors(form, {"cap": {"ma": "tb"}}) == [("cap", "form.unknown_option")]


def test_loose_accents_choose_the_composed_option() -> None:
    form = make(field("select", valuesKey="don_vi"))
    assert accepted(form, {"cap": "Tra\u0300"}, {"don_vi": ["Trà"]}) == {"cap": "Trà"}


def test_options_follow_from_an_expression_over_the_form() -> None:
    # given villages that depend on the commune chosen in the same form
    villages = field("select", key="thon", valuesExpression='=if cap = "xa" then ["A", "B"] else ["C"]')
    form = make(field("select"), villages)

    # then each choice allows its own
    assert accepted(form, {"cap": "xa", "thon": "B"}) == {"cap": "xa", "thon": "B"}
    assert errors(form, {"cap": "huyen", "thon": "B"}) == [("thon", "form.unknown_option")]


def test_a_prefilled_option_that_is_gone_becomes_null() -> None:
    villages = field("select", key="thon", valuesExpression='=if cap = "xa" then ["A"] else ["C"]')
    form = make(villages, field("select"))
    assert opened(form, {"cap": "xa", "thon": "A"}) == {"cap": "xa", "thon": "A"}
    assert opened(form, {"cap": "huyen", "thon": "A"}) == {"cap": "huyen", "thon": None}
    assert accepted(form, {}, {"cap": "tinh", "thon": "C"}) == {"cap": None, "thon": "C"}
    assert opened(make(field("taglist")), {"cap": ["xa", "gone"]}) == {"cap": ["xa"]}


def test_a_check_box_is_true_or_false() -> None:
    form = make({"type": "checkbox", "key": "dong_y"})
    assert accepted(form, {"dong_y": True}) == {"dong_y": True}
    assert accepted(form, {}) == accepted(form, {"dong_y": None}) == {"dong_y": False}
    odd: tuple[Any, ...] = ("true", 1, 0, [], {})
    for value in odd:
        assert errors(form, {"dong_y": value}) == [("dong_y", "form.not_boolean")]


def test_a_required_check_box_must_be_ticked() -> None:
    form = make({"type": "checkbox", "key": "dong_y", "validate": {"required": True}})
    assert errors(form, {"dong_y": False}) == [("dong_y", "form.required_tick")]
    assert errors(form, {"dong_y": True}) == []
