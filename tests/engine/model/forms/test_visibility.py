"""Hidden, disabled and read-only fields, unknown keys: what a client can and cannot change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.model.forms.filled import accepted, errors, make, opened, refused, submit


def text(key: str, **attributes: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key} | attributes


def hidden_if(condition: str) -> dict[str, Any]:
    return {"conditional": {"hide": condition}}


def test_keys_that_the_form_does_not_have_are_dropped() -> None:
    form = make(text("a.b"))
    assert accepted(form, {"a": {"b": "x", "c": 1}, "approved": True}) == {"a": {"b": "x"}}


def test_a_hidden_field_is_neither_stored_nor_checked() -> None:
    form = make(text("a"), text("b", validate={"required": True}, **hidden_if('=a = "x"')))
    assert accepted(form, {"a": "x", "b": 5}) == {"a": "x"}
    assert errors(form, {"a": "y"}) == [("b", "form.required")]


def test_only_true_hides() -> None:
    for condition in ("=null", "=1", '="true"', "=khong_co", "=khong_co = 1 and null"):
        assert accepted(make(text("a", **hidden_if(condition))), {"a": "x"}) == {"a": "x"}
    assert accepted(make(text("a", **hidden_if("=true"))), {"a": "x"}) == {}


def test_a_condition_sees_variables_below_the_form() -> None:
    form = make(text("a"), text("b", **hidden_if('=a = "x"')))
    assert accepted(form, {"b": "y"}, {"a": "x"}) == {"a": "x"}
    assert accepted(form, {"a": "z", "b": "y"}, {"a": "x"}) == {"a": "z", "b": "y"}


def test_a_condition_does_not_see_what_else_was_sent() -> None:
    form = make(text("b", validate={"required": True}, **hidden_if("=bypass")))
    assert errors(form, {"bypass": True}) == [("b", "form.required")]


def test_a_hidden_container_hides_all_that_it_contains() -> None:
    inner = {"type": "group", "components": [text("b", validate={"required": True})]}
    items = {"type": "dynamiclist", "path": "l", "components": [text("c", validate={"required": True})]}
    form = make(
        {"type": "checkbox", "key": "an"},
        {"type": "group", "path": "g", "components": [inner, items], **hidden_if("=an")},
    )
    assert accepted(form, {"an": True}) == {"an": True}
    assert errors(form, {"an": False}) == [("g.b", "form.required"), ("g.l[0].c", "form.required")]


def test_a_hidden_value_is_null_for_other_conditions() -> None:
    # given a chain, in whatever order the components stand
    chain = [
        text("a"),
        text("b", **hidden_if('=a = "hide b"')),
        text("c", **hidden_if("=b = null")),
        text("d", **hidden_if("=c = null")),
    ]
    sent = {"a": "hide b", "b": "x", "c": "y", "d": "z"}
    for components in (chain, chain[::-1]):
        # then everything behind the first hidden field is hidden too
        assert accepted(make(*components), sent) == {"a": "hide b"}
        assert accepted(make(*components), sent | {"a": ""}) == sent | {"a": ""}


def test_a_hidden_field_hides_the_variable_of_its_name() -> None:
    form = make(text("a", **hidden_if("=true")), text("b", **hidden_if('=a = "cũ"')))
    assert accepted(form, {"b": "x"}, {"a": "cũ"}) == {"b": "x"}


def test_fields_that_hide_each_other_come_to_an_end() -> None:
    form = make(text("a", **hidden_if("=b = null")), text("b", **hidden_if("=a != null")))
    assert set(accepted(form, {"a": "x", "b": "y"})) <= {"a", "b"}


@pytest.mark.parametrize("disabled", [True, "true", "false", "=false"])
def test_a_disabled_field_is_neither_stored_nor_checked(disabled: Any) -> None:
    form = make(text("a", disabled=disabled, validate={"required": True}))
    assert accepted(form, {"a": 5}) == {}


@pytest.mark.parametrize("enabled", [False, "", None])
def test_other_fields_are_not_disabled(enabled: Any) -> None:
    assert accepted(make(text("a", disabled=enabled)), {"a": "x"}) == {"a": "x"}


def test_a_condition_sees_our_value_of_a_disabled_field() -> None:
    form = make(text("a", disabled=True), text("b", **hidden_if('=a = "x"')))
    assert accepted(form, {"a": "x", "b": "y"}, {"a": "ours"}) == {"b": "y"}


def test_a_read_only_field_is_stored_with_our_value() -> None:
    form = make(text("a", readonly=True), text("b", readonly=True, defaultValue="mặc định"))
    assert accepted(form, {"a": "forged", "b": "forged"}, {"a": "ours"}) == {"a": "ours", "b": "mặc định"}


def test_a_read_only_field_is_checked() -> None:
    form = make(text("a", readonly=True, validate={"minLength": 3}))
    assert errors(form, {}, {"a": "x"}) == [("a", "form.too_short")]


def test_a_field_that_variables_make_read_only_is_stored_with_our_value() -> None:
    form = make(text("a", readonly='=vai_tro != "lanh_dao"'))
    assert accepted(form, {"a": "new"}, {"a": "old", "vai_tro": "van_thu"}) == {"a": "old"}
    assert accepted(form, {"a": "new"}, {"a": "old", "vai_tro": "lanh_dao"}) == {"a": "new"}


def test_a_client_cannot_unlock_a_field_by_a_key_that_the_form_does_not_have() -> None:
    form = make(text("a", readonly='=vai_tro != "lanh_dao"'))
    assert accepted(form, {"a": "new", "vai_tro": "lanh_dao"}, {"a": "old"}) == {"a": "old"}


def test_a_field_that_the_person_can_unlock_keeps_what_was_sent() -> None:
    # given a field that is locked once the person ticks a box of the same form, after filling it in
    form = make(text("a", readonly="=xong"), {"type": "checkbox", "key": "xong"})
    assert accepted(form, {"a": "new", "xong": True}, {"a": "old"}) == {"a": "new", "xong": True}


@pytest.mark.parametrize("sent", ["x", 5, ["b"], True])
def test_a_path_through_something_else_than_an_object_is_told_once(sent: Any) -> None:
    form = make({"type": "group", "path": "a", "components": [text("b"), text("c.d")]})
    assert errors(form, {"a": sent}) == [("a", "form.not_an_object")]
    assert accepted(form, {"a": None}) == {"a": {"b": "", "c": {"d": ""}}}


def test_untouched_fields_keep_variable_then_default_then_empty() -> None:
    form = make(text("a", defaultValue="d"), text("b", defaultValue="d"), text("c"), text("e", defaultValue="d"))
    expected = {"a": "v", "b": "d", "c": "", "e": ""}
    assert accepted(form, {}, {"a": "v", "e": None}) == expected
    assert opened(form, {"a": "v", "e": None, "other": 1}) == expected


def test_opening_shows_hidden_and_disabled_fields_too() -> None:
    form = make(text("a", disabled=True), text("b", **hidden_if("=true")))
    assert opened(form, {"a": "x", "b": "y"}) == {"a": "x", "b": "y"}


def test_nested_values_see_their_neighbours_in_the_variable() -> None:
    # given a variable of which the form edits one member
    form = make(text("ho_so.ten", **hidden_if('=ho_so.trang_thai = "khoá"')))
    variables = {"ho_so": {"trang_thai": "khoá", "ten": "x"}}

    # then the condition sees the others, and the variable itself is not changed
    assert accepted(form, {"ho_so": {"ten": "y"}}, variables) == {}
    assert accepted(form, {"ho_so": {"ten": "y"}}, {"ho_so": {"trang_thai": "mở"}}) == {"ho_so": {"ten": "y"}}
    assert variables == {"ho_so": {"trang_thai": "khoá", "ten": "x"}}


def test_a_label_may_be_an_expression() -> None:
    for label, shown in [('="Tên " + loai', "Tên xã"), ("Tên {{loai}}", "Tên xã"), ("{{null}}", "a")]:
        form = make(text("a", label=label, validate={"required": True}))
        (error,) = submit(form, {}, {"loai": "xã"}).errors
        assert error.fields["label"] == shown


def test_bounds_may_be_expressions_and_rest_without_a_number() -> None:
    form = make({"type": "number", "key": "so", "validate": {"min": "=thap_nhat", "max": "=thap_nhat * 2"}})
    assert errors(form, {"so": 4}, {"thap_nhat": 5}) == [("so", "form.too_small")]
    assert errors(form, {"so": 11}, {"thap_nhat": 5}) == [("so", "form.too_big")]
    assert errors(form, {"so": 4}, {"thap_nhat": "năm"}) == []
    lengths = make(text("a", validate={"minLength": "=dai", "maxLength": "=dai"}))
    assert errors(lengths, {"a": "ab"}, {"dai": 3}) == [("a", "form.too_short")]
    assert errors(lengths, {"a": "abcd"}, {"dai": 3}) == [("a", "form.too_long")]


def test_faulty_expressions_are_refused_at_deployment() -> None:
    findings = refused(
        text("a", label="=1 +", **hidden_if("=(")),
        text("b", label="{{)}}", readonly="=]", validate={"minLength": "=if"}),
        {"type": "expression", "key": "c", "expression": "=for"},
        {"type": "select", "key": "d", "valuesExpression": "=[1"},
    )
    assert {(f.code, f.path) for f in findings} == {
        ("form.schema.bad_feel", f"components[{place}")
        for place in (
            "0].label",
            "0].conditional.hide",
            "1].label",
            "1].readonly",
            "1].validate.minLength",
            "2].expression",
            "3].valuesExpression",
        )
    }
