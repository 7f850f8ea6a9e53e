"""Dynamic lists, also within each other, and what expressions see in them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.model.forms.scope import Root, Scope
from tests.engine.model.forms.filled import CONTEXT, accepted, errors, make, opened, submit


def text(key: str, **attributes: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": key} | attributes


def items(path: str, *components: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    return {"type": "dynamiclist", "path": path, "components": list(components)} | attributes


TASKS = items(
    "tasks",
    text("name", label="Tên việc", validate={"required": True}),
    {"type": "datetime", "key": "deadline", "label": "Hạn gửi", "subtype": "date"},
    label="Nhiệm vụ",
)


def test_items_are_kept_with_the_keys_of_the_form_only() -> None:
    sent = {"tasks": [{"name": "A", "deadline": "2025-03-25", "x": 1}, {"name": "B"}]}
    assert accepted(make(TASKS), sent) == {
        "tasks": [{"name": "A", "deadline": "2025-03-25"}, {"name": "B", "deadline": None}]
    }


def test_an_error_names_the_item_for_programs_and_for_people() -> None:
    sent = {"tasks": [{"name": "A"}, {"name": "B"}, {"name": "", "deadline": "mai"}]}
    result = submit(make(TASKS), sent)
    assert [(e.path, e.code, e.fields["label"]) for e in result.errors] == [
        ("tasks[2].name", "form.required", "Nhiệm vụ #3 › Tên việc"),
        ("tasks[2].deadline", "form.not_date", "Nhiệm vụ #3 › Hạn gửi"),
    ]


@pytest.mark.parametrize("value", ["x", 5, True, {"0": {}}])
def test_what_is_no_list_is_refused(value: Any) -> None:
    assert errors(make(TASKS), {"tasks": value}) == [("tasks", "form.not_a_list")]


@pytest.mark.parametrize("value", ["x", None, [], 5])
def test_an_item_that_is_no_object_is_refused(value: Any) -> None:
    assert errors(make(TASKS), {"tasks": [{"name": "A"}, value]}) == [("tasks[1]", "form.not_an_object")]


def test_an_empty_list_is_allowed() -> None:
    assert accepted(make(TASKS), {"tasks": []}) == accepted(make(TASKS), {"tasks": None}) == {"tasks": []}


def test_too_many_items_are_refused() -> None:
    assert errors(make(TASKS), {"tasks": [{}] * 10_001}) == [("tasks", "form.too_many_items")]


def test_too_many_fields_in_all_are_refused() -> None:
    form = make(items("a", items("b", text("c"), text("d"))))
    assert errors(form, {"a": [{"b": [{}] * 100}] * 100}) == [("", "form.too_many_fields")]


def test_a_list_opens_with_its_repetitions_or_the_variable() -> None:
    empty = {"name": "", "deadline": None}
    assert opened(make(TASKS)) == {"tasks": [empty]}
    assert opened(make(TASKS | {"defaultRepetitions": 3})) == {"tasks": [empty] * 3}
    assert opened(make(TASKS | {"defaultRepetitions": 0})) == {"tasks": []}
    assert opened(make(TASKS), {"tasks": []}) == {"tasks": []}
    assert opened(make(TASKS), {"tasks": [{"name": "A", "x": 1}, 5]}) == {
        "tasks": [{"name": "A", "deadline": None}, empty]
    }
    assert opened(make(TASKS), {"tasks": "x"}) == {"tasks": [empty]}


def test_an_untouched_list_keeps_the_variable() -> None:
    assert accepted(make(TASKS), {}, {"tasks": [{"name": "A"}]}) == {"tasks": [{"name": "A", "deadline": None}]}


def test_items_without_buttons_to_add_or_remove_keep_their_number() -> None:
    form = make(TASKS | {"allowAddRemove": False})
    variables = {"tasks": [{"name": "A"}, {"name": "B"}]}
    assert errors(form, {"tasks": [{"name": "A"}]}, variables) == [("tasks", "form.fixed_list")]
    assert errors(form, {"tasks": [{"name": "A"}] * 3}, variables) == [("tasks", "form.fixed_list")]
    assert accepted(form, {"tasks": [{"name": "C"}, {"name": "D"}]}, variables)["tasks"][1]["name"] == "D"


def test_lists_lie_within_lists_and_groups() -> None:
    inner = items("steps", text("what", validate={"required": True}), label="Bước")
    form = make(
        {"type": "group", "path": "plan", "components": [
            items("tasks", {"type": "group", "path": "detail", "components": [inner]}, label="Việc")]}
    )  # fmt: skip
    sent = {"plan": {"tasks": [{"detail": {"steps": [{"what": "x"}, {}]}}, {"detail": 5}]}}
    result = submit(form, sent)
    assert [(e.path, e.fields["label"]) for e in result.errors] == [
        ("plan.tasks[0].detail.steps[1].what", "Việc #1 › Bước #2 › what"),
        ("plan.tasks[1].detail", "Việc #2 › Bước"),
    ]
    good = {"plan": {"tasks": [{"detail": {"steps": [{"what": "x"}]}}]}}
    assert accepted(form, good) == good


def test_conditions_in_a_list_see_the_item_its_number_and_what_is_around() -> None:
    form = make(
        text("mode"),
        items(
            "tasks",
            text("kind"),
            text("by_item", conditional={"hide": '=this.kind = "x"'}),
            text("by_number", conditional={"hide": "=i = 2"}),
            text("by_parent", conditional={"hide": '=parent.mode = "x"'}),
            text("by_root", conditional={"hide": '=mode = "x"'}),
        ),
    )
    item = {"kind": "", "by_item": "1", "by_number": "2", "by_parent": "3", "by_root": "4"}
    assert accepted(form, {"mode": "", "tasks": [item, item | {"kind": "x"}]})["tasks"] == [
        item,
        {"kind": "x", "by_parent": "3", "by_root": "4"},
    ]
    assert accepted(form, {"mode": "x", "tasks": [item]})["tasks"] == [{"kind": "", "by_item": "1", "by_number": "2"}]


def test_in_lists_within_lists_parent_is_the_item_around_and_i_has_both_numbers() -> None:
    inner = items(
        "b",
        text("own"),
        text("p", conditional={"hide": '=parent.kind = "x"'}),
        text("g", conditional={"hide": "=parent.parent.on"}),
        text("n", conditional={"hide": "=i[1] = 2 and i[2] = 1"}),
    )
    form = make({"type": "checkbox", "key": "on"}, items("a", text("kind"), inner))
    full = {"own": "o", "p": "p", "g": "g", "n": "n"}
    sent = {"a": [{"kind": "x", "b": [full]}, {"kind": "", "b": [full, full]}]}
    assert accepted(form, sent)["a"] == [
        {"kind": "x", "b": [{"own": "o", "g": "g", "n": "n"}]},
        {"kind": "", "b": [{"own": "o", "p": "p", "g": "g"}, full]},
    ]
    assert accepted(form, sent | {"on": True})["a"][0] == {"kind": "x", "b": [{"own": "o", "n": "n"}]}


def test_a_variable_named_like_a_special_name_hides_it_and_underscores_reach_it() -> None:
    form = make(items("tasks", text("a", conditional={"hide": "=i = 7"}), text("b", conditional={"hide": "=_i_ = 1"})))
    assert accepted(form, {"tasks": [{"a": "x", "b": "y"}]}, {"i": 7}) == {"tasks": [{}]}


def test_a_hidden_field_of_an_item_is_null_for_the_others() -> None:
    form = make(
        items(
            "tasks",
            {"type": "checkbox", "key": "off"},
            text("a", conditional={"hide": "=this.off"}),
            text("b", conditional={"hide": "=this.a = null"}),
        )
    )
    assert accepted(form, {"tasks": [{"off": True, "a": "x", "b": "y"}]}) == {"tasks": [{"off": True}]}


def test_items_keep_what_was_sent_for_a_read_only_field() -> None:
    form = make(items("tasks", text("a", readonly=True)))
    assert accepted(form, {"tasks": [{"a": "x"}]}, {"tasks": [{"a": "y"}]}) == {"tasks": [{"a": "x"}]}


def test_options_in_items_may_depend_on_the_item() -> None:
    form = make(
        items(
            "tasks",
            text("kind"),
            {"type": "select", "key": "s", "valuesExpression": '=if this.kind = "x" then [1] else [2]'},
            {"type": "select", "key": "t", "valuesExpression": "=chung"},
        )
    )
    variables = {"chung": ["c"]}
    assert errors(form, {"tasks": [{"kind": "x", "s": 1, "t": "c"}, {"kind": "", "s": 2}]}, variables) == []
    assert errors(form, {"tasks": [{"kind": "x", "s": 2, "t": "d"}]}, variables) == [
        ("tasks[0].s", "form.unknown_option"),
        ("tasks[0].t", "form.unknown_option"),
    ]


def test_a_scope_is_a_mapping_of_all_that_is_visible() -> None:
    root = Root({"v": 1, "a": 2}, CONTEXT)
    root.data["a"] = 3
    scope = Scope(root, root.data)
    assert dict(scope) | {"this": 0, "_this_": 0} == {
        "v": 1, "a": 3, "this": 0, "parent": None, "i": [], "_this_": 0, "_parent_": None, "_i_": [],
    }  # fmt: skip
    assert len(scope) == 8
    assert "b" not in scope
