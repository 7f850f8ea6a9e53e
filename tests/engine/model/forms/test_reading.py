"""Reading form files: what is taken over, and what is refused with which place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.errors import Problems
from engine.model.forms import fields, parse_form
from tests.engine.model.forms.filled import as_bytes, make, refused, schema

KEYED = (
    {"type": "textfield", "key": "a", "label": "Tên"},
    {"type": "textarea", "key": "b"},
    {"type": "number", "key": "c"},
    {"type": "checkbox", "key": "d"},
    {"type": "radio", "key": "e", "values": [{"label": "Có", "value": "co"}]},
    {"type": "select", "key": "f", "valuesKey": "danh_muc"},
    {"type": "checklist", "key": "g", "values": [{"label": "Một", "value": 1}]},
    {"type": "taglist", "key": "h", "values": [{"value": "x"}]},
    {"type": "datetime", "key": "i", "subtype": "date", "dateLabel": "Ngày"},
    {"type": "filepicker", "key": "k"},
)


def test_root_attributes_are_taken_over() -> None:
    form = parse_form(as_bytes(schema(id="ke_hoach", versionTag="v2025", name="Kế hoạch")), "x.form")
    assert (form.id, form.version_tag, form.name, form.schema_version) == ("ke_hoach", "v2025", "Kế hoạch", 19)
    assert form.warnings == ()


def test_optional_root_attributes_may_be_missing() -> None:
    form = parse_form(as_bytes({"id": "x", "components": []}), "x.form")
    assert (form.version_tag, form.name, form.schema_version) == (None, None, None)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert parse_form(b"\xef\xbb\xbf" + as_bytes(schema()), "x.form").id == "bieu_mau"


def test_every_keyed_type_is_listed_with_path_type_and_label() -> None:
    group = {"type": "group", "path": "nhom", "components": [{"type": "checkbox", "key": "x.y", "label": "Xong"}]}
    items = {
        "type": "dynamiclist",
        "path": "tasks",
        "label": "Nhiệm vụ",
        "components": [{"type": "textfield", "key": "name", "label": "Tên việc", "validate": {"required": True}}],
    }
    listed = fields(make(*KEYED, group, items))
    assert [(field.path, field.type) for field in listed] == [
        *((str(component["key"]), str(component["type"])) for component in KEYED),
        ("nhom.x.y", "checkbox"),
        ("tasks", "dynamiclist"),
        ("tasks[].name", "textfield"),
    ]
    assert listed[0].label == "Tên"
    assert listed[8].label == "Ngày"
    assert listed[6].options == (1,)
    assert listed[-1].is_required


@pytest.mark.parametrize(
    "kind", ["button", "documentPreview", "html", "iframe", "image", "separator", "spacer", "table", "text"]
)
def test_a_component_that_only_shows_something_has_no_value(kind: str) -> None:
    assert fields(make({"type": kind, "text": "Xin chào", "label": "x"})) == ()


@pytest.mark.parametrize("kind", ["multipage", "page", "captcha", "", None, 5, {"a": 1}, "x" * 500])
def test_an_unknown_type_is_refused_with_its_place(kind: Any) -> None:
    findings = refused({"type": "group", "components": [{"type": "text"}, {"type": kind, "key": "a"}]})
    assert [(f.code, f.path) for f in findings] == [("form.schema.unknown_type", "components[0].components[1].type")]
    assert findings[0].resource == "bieu_mau.form"


def test_all_faults_are_told_at_once() -> None:
    findings = refused(
        {"type": "textfield", "validate": {"min": 3}},
        {"type": "number", "key": "n", "validate": {"min": "ba"}},
        {"type": "select", "key": "s"},
    )
    assert [(f.code, f.path) for f in findings] == [
        ("form.schema.missing_key", "components[0]"),
        ("form.schema.unknown_rule", "components[0].validate.min"),
        ("form.schema.not_number", "components[1].validate.min"),
        ("form.schema.no_options", "components[2]"),
    ]


@pytest.mark.parametrize(
    ("component", "code", "place"),
    [
        ({"type": "textfield", "key": "họ_tên"}, "bad_key", ".key"),
        ({"type": "textfield", "key": "a..b"}, "bad_key", ".key"),
        ({"type": "textfield", "key": "a.__proto__.b"}, "bad_key", ".key"),
        ({"type": "textfield", "key": 7}, "not_text", ".key"),
        ({"type": "dynamiclist", "components": []}, "missing_key", ""),
        ({"type": "dynamiclist", "path": "a"}, "not_a_list", ".components"),
        ({"type": "group", "components": {}}, "not_a_list", ".components"),
        ({"type": "group", "components": [3]}, "not_object", ".components[0]"),
        ({"type": "textfield", "key": "a", "validate": []}, "not_object", ".validate"),
        ({"type": "textfield", "key": "a", "validate": {"required": "yes"}}, "not_boolean", ".validate.required"),
        ({"type": "textfield", "key": "a", "validate": {"minLength": True}}, "not_number", ".validate.minLength"),
        ({"type": "textfield", "key": "a", "validate": {"validationType": "url"}}, "unknown_choice",
         ".validate.validationType"),
        ({"type": "textfield", "key": "a", "conditional": {"hide": "b = 1"}}, "not_feel", ".conditional.hide"),
        ({"type": "textfield", "key": "a", "conditional": "x"}, "not_object", ".conditional"),
        ({"type": "textfield", "key": "a", "readonly": "true"}, "not_feel", ".readonly"),
        ({"type": "checkbox", "key": "a", "validate": {"pattern": "x"}}, "unknown_rule", ".validate.pattern"),
        ({"type": "datetime", "key": "a", "validate": {"min": "2025-01-01"}}, "unknown_rule", ".validate.min"),
        ({"type": "datetime", "key": "a", "subtype": "week"}, "unknown_choice", ".subtype"),
        ({"type": "datetime", "key": "a", "timeSerializingFormat": "local"}, "unknown_choice",
         ".timeSerializingFormat"),
        ({"type": "number", "key": "a", "decimalDigits": 1.5}, "not_whole", ".decimalDigits"),
        ({"type": "number", "key": "a", "increment": 0}, "not_positive", ".increment"),
        ({"type": "number", "key": "a", "increment": "nửa"}, "not_number", ".increment"),
        ({"type": "select", "key": "a", "values": [{"label": "x"}]}, "bad_option", ".values[0]"),
        ({"type": "select", "key": "a", "values": "x"}, "not_a_list", ".values"),
        ({"type": "select", "key": "a", "values": [{"value": 1}], "valuesKey": "b"}, "many_option_sources", ""),
        ({"type": "expression", "key": "a"}, "not_feel", ".expression"),
        ({"type": "expression", "key": "a", "expression": "=1", "computeOn": "x"}, "unknown_choice", ".computeOn"),
        ({"type": "dynamiclist", "path": "a", "components": [], "defaultRepetitions": -1}, "not_whole",
         ".defaultRepetitions"),
    ],
)  # fmt: skip
def test_a_faulty_component_is_refused_at_its_place(component: dict[str, Any], code: str, place: str) -> None:
    assert [(f.code, f.path) for f in refused(component)] == [(f"form.schema.{code}", f"components[0]{place}")]


@pytest.mark.parametrize("root_id", [None, "", "1a", "có dấu", 5, "a b"])
def test_a_form_needs_an_id(root_id: Any) -> None:
    assert ("form.schema.bad_id", "id") in [(f.code, f.path) for f in refused(id=root_id)]


def test_a_file_that_is_no_form_is_refused() -> None:
    assert [(f.code, f.path) for f in refused(type="page")] == [("form.schema.not_a_form", "type")]


def test_two_components_may_not_have_one_id() -> None:
    findings = refused({"type": "text", "id": "x"}, {"type": "group", "components": [{"type": "text", "id": "x"}]})
    assert [(f.code, f.path) for f in findings] == [("form.schema.duplicate_id", "components[1].components[0].id")]
    assert findings[0].fields["other"] == "components[0]"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"type": "textfield", "key": "a"}, {"type": "number", "key": "a"}),
        ({"type": "textfield", "key": "a"}, {"type": "number", "key": "a.b"}),
        ({"type": "textfield", "key": "a.b"}, {"type": "number", "key": "a"}),
        ({"type": "textfield", "key": "a"}, {"type": "group", "path": "a", "components": []}),
        ({"type": "dynamiclist", "path": "a", "components": []}, {"type": "number", "key": "a.b"}),
        (
            {"type": "dynamiclist", "path": "a", "components": []},
            {"type": "dynamiclist", "path": "a", "components": []},
        ),
    ],
)  # fmt: skip
def test_two_components_may_not_own_one_value(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert [(f.code, f.path) for f in refused(first, second)] == [("form.schema.claimed_key", "components[1]")]


def test_groups_may_share_a_path_and_lists_have_keys_of_their_own() -> None:
    items = {"type": "dynamiclist", "path": "l", "components": [{"type": "number", "key": "l"}]}
    one = {"type": "group", "path": "g", "components": [{"type": "number", "key": "a"}]}
    two = {"type": "group", "path": "g", "components": [{"type": "number", "key": "b"}, items]}
    assert [field.path for field in fields(make(one, two))] == ["g.a", "g.b", "g.l", "g.l[].l"]


def test_text_in_disabled_is_warned_of() -> None:
    (warning,) = make({"type": "textfield", "key": "a", "disabled": "=b"}).warnings
    assert (warning.code, warning.severity, warning.path) == (
        "form.schema.disabled_text",
        "warning",
        "components[0].disabled",
    )


def test_a_default_that_will_never_show_is_warned_of() -> None:
    (warning,) = make({"type": "number", "key": "a", "defaultValue": "nhiều"}).warnings
    assert (warning.code, warning.path) == ("form.schema.useless_default", "components[0].defaultValue")


def test_a_newer_schema_is_warned_of() -> None:
    (warning,) = parse_form(as_bytes(schema(schemaVersion=20)), "x.form").warnings
    assert warning.code == "form.schema.newer_version"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "form.not_json"),
        (b"<definitions/>", "form.not_json"),
        (b"\xff\xfe{}", "form.not_utf8"),
        (b'{"id": "a", "id": "b", "components": []}', "form.duplicate_name"),
        (b'{"id": "a", "components": [{"type": "text", "type": "text"}]}', "form.duplicate_name"),
        (b'{"id": "a", "x": NaN, "components": []}', "form.not_a_json_number"),
        (b'{"id": "a", "x": ' + b"9" * 5000 + b', "components": []}', "form.number_too_long"),
        (b"[" * 100_000, "form.too_deep"),
        (b'{"x": ' + b"[" * 70 + b"]" * 70 + b"}", "form.too_deep"),
        (b" " * (1024 * 1024) + b"{}", "form.too_large"),
        (b"[]", "form.schema.not_object"),
        (b"null", "form.schema.not_object"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_with_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(Problems) as caught:
        parse_form(data, "x.form")
    assert [finding.code for finding in caught.value.findings] == [code]
    assert "x.form" in caught.value.message("vi")
    assert caught.value.message("en")


def test_the_line_of_broken_json_is_told() -> None:
    with pytest.raises(Problems) as caught:
        parse_form(b'{\n"id": "a",\n]', "x.form")
    assert caught.value.findings[0].line == 3


def test_too_many_components_are_refused_once() -> None:
    findings = refused(*({"type": "text"} for _ in range(3000)))
    assert [f.code for f in findings] == ["form.schema.too_many_components"]


def test_too_many_options_are_refused() -> None:
    options = [{"value": number} for number in range(10_001)]
    findings = refused({"type": "select", "key": "a", "values": options})
    assert [(f.code, f.path) for f in findings] == [("form.schema.too_many_options", "components[0].values")]


def test_groups_nested_too_deeply_are_refused() -> None:
    component: dict[str, Any] = {"type": "text"}
    for _ in range(12):
        component = {"type": "group", "components": [component]}
    assert [f.code for f in refused(component)] == ["form.schema.nested_too_deep"]


def test_a_thousand_faults_are_told_as_a_hundred() -> None:
    assert len(refused(*({"type": "?"} for _ in range(1000)))) == 100


def test_huge_numbers_in_rules_are_refused() -> None:
    data = json.dumps(schema({"type": "number", "key": "a", "increment": "1e999999999"})).encode()
    with pytest.raises(Problems):
        parse_form(data, "x.form")
