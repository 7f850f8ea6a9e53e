"""Text fields and text areas."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.model.forms.filled import accepted, errors, make, opened, submit


def field(**rules: Any) -> dict[str, Any]:
    return {"type": "textfield", "key": "ten", "label": "Tên kế hoạch", "validate": rules}


def test_text_is_kept_as_typed() -> None:
    assert accepted(make(field()), {"ten": "  Kế hoạch dân vận khéo "}) == {"ten": "  Kế hoạch dân vận khéo "}


def test_text_typed_with_loose_accents_is_stored_composed() -> None:
    # given Vietnamese as some keyboards on Macs write it: letters and accents apart
    loose = "Tra\u0300 Bo\u0302\u0300ng"

    # then the stored text is the one that searching and comparing expect
    assert accepted(make(field()), {"ten": loose}) == {"ten": "Trà Bồng"}


def test_line_breaks_and_tabs_become_blanks_in_a_text_field() -> None:
    assert accepted(make(field()), {"ten": "a\nb\tc"}) == {"ten": "a b c"}


def test_line_breaks_stay_in_a_text_area() -> None:
    form = make({"type": "textarea", "key": "noi_dung"})
    assert accepted(form, {"noi_dung": "a\r\nb\n\tc"}) == {"noi_dung": "a\nb\n\tc"}


@pytest.mark.parametrize("sent", [{}, {"ten": None}, {"ten": ""}])
def test_an_untouched_field_is_stored_as_empty_text(sent: dict[str, Any]) -> None:
    assert accepted(make(field()), sent) == {"ten": ""}


@pytest.mark.parametrize("sent", [{}, {"ten": None}, {"ten": ""}, {"ten": " \u00a0\n"}])
def test_a_required_field_needs_more_than_blanks(sent: dict[str, Any]) -> None:
    assert errors(make(field(required=True)), sent) == [("ten", "form.required")]


@pytest.mark.parametrize("value", [5, True, ["a"], {"a": "b"}])
def test_what_is_no_text_is_refused(value: Any) -> None:
    assert errors(make(field()), {"ten": value}) == [("ten", "form.not_text")]


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "đ\udfff"])
def test_characters_that_no_database_holds_are_refused(value: str) -> None:
    assert errors(make(field()), {"ten": value}) == [("ten", "form.unstorable_character")]


def test_lengths_are_those_of_the_trimmed_text() -> None:
    form = make(field(minLength=3, maxLength=5))
    assert errors(form, {"ten": "  ab  "}) == [("ten", "form.too_short")]
    assert errors(form, {"ten": "   abcde   "}) == []
    assert errors(form, {"ten": "abcdef"}) == [("ten", "form.too_long")]


def test_lengths_count_as_the_browser_counts() -> None:
    # given composed letters counted once, though sent as two characters, and emoji counted twice
    form = make(field(maxLength=2))
    assert errors(form, {"ten": "ộộ"}) == []
    assert errors(form, {"ten": "o\u0323\u0302o\u0323\u0302"}) == []
    assert errors(form, {"ten": "\U0001f600"}) == []
    assert errors(form, {"ten": "\U0001f600a"}) == [("ten", "form.too_long")]


def test_rules_skip_an_empty_value_that_is_not_required() -> None:
    assert accepted(make(field(minLength=3, validationType="email")), {"ten": ""}) == {"ten": ""}


def test_lengths_given_as_text_in_the_form_count_as_numbers() -> None:
    assert errors(make(field(minLength="3")), {"ten": "ab"}) == [("ten", "form.too_short")]


def test_a_text_is_never_longer_than_a_hundred_thousand_characters() -> None:
    form = make({"type": "textarea", "key": "noi_dung"})
    assert errors(form, {"noi_dung": "a" * 100_000}) == []
    assert errors(form, {"noi_dung": "a" * 100_001}) == [("noi_dung", "form.too_long")]


@pytest.mark.parametrize("value", ["a@b", "nguyen.van-a+1@quangngai.gov.vn", "x@1.2"])
def test_mail_addresses_as_browsers_accept_them_are_accepted(value: str) -> None:
    assert errors(make(field(validationType="email")), {"ten": value}) == []


@pytest.mark.parametrize("value", ["a", "a@", "@b", "a b@c", "a@b..c", "a@-b", "đ@b.vn", "a@b.vn ", "a" * 65 + "@b"])
def test_other_mail_addresses_are_refused(value: str) -> None:
    assert errors(make(field(validationType="email")), {"ten": value}) == [("ten", "form.not_email")]


@pytest.mark.parametrize("value", ["+84912345678", "0084255383838"])
def test_international_telephone_numbers_are_accepted(value: str) -> None:
    assert errors(make(field(validationType="phone")), {"ten": value}) == []


@pytest.mark.parametrize("value", ["0912345678", "+84 912 345 678", "+0912345678", "+841", "+٨٤٩١٢٣٤٥٦٧٨"])
def test_other_telephone_numbers_are_refused(value: str) -> None:
    assert errors(make(field(validationType="phone")), {"ten": value}) == [("ten", "form.not_phone")]


def test_every_broken_rule_of_a_field_is_told() -> None:
    form = make(field(minLength=5, pattern="^[0-9]+$"))
    assert errors(form, {"ten": "abc"}) == [("ten", "form.too_short"), ("ten", "form.pattern")]


def test_the_message_names_the_field_the_cause_and_what_to_do() -> None:
    (error,) = submit(make(field(minLength=1500)), {"ten": "ngắn"}).errors
    assert error.message("vi") == ("«Tên kế hoạch» mới có 4 ký tự, cần ít nhất 1.500 ký tự. Hãy viết thêm rồi gửi lại.")
    assert error.message("en") == (
        '"Tên kế hoạch" has 4 characters, at least 1,500 are needed. Write more and send again.'
    )


@pytest.mark.parametrize(
    ("variable", "shown"), [("a", "a"), (5, "5"), (True, "true"), (None, ""), (["a"], ""), ({}, ""), ("\x00", "")]
)
def test_a_variable_of_any_type_is_shown_as_the_browser_shows_it(variable: Any, shown: str) -> None:
    assert opened(make(field()), {"ten": variable}) == {"ten": shown}
