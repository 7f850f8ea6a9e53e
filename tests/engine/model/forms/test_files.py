"""File pickers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.model.forms.filled import accepted, errors, make, opened

DOCUMENT = {
    "camunda.document.type": "camunda",
    "storeId": "s",
    "documentId": "0f3c",
    "contentHash": "ab",
    "metadata": {"fileName": "Kế hoạch.docx", "contentType": "application/msword", "size": 5},
}


def field(**attributes: Any) -> dict[str, Any]:
    return {"type": "filepicker", "key": "tep", "label": "Văn bản đính kèm"} | attributes


def test_the_key_of_files_that_travel_apart_is_kept() -> None:
    assert accepted(make(field()), {"tep": "files::abc-1_2"}) == {"tep": "files::abc-1_2"}


def test_document_references_are_kept_without_unknown_members() -> None:
    sent = DOCUMENT | {"evil": 1, "metadata": {**DOCUMENT["metadata"], "evil": 1}}  # type: ignore[dict-item]
    assert accepted(make(field()), {"tep": [sent]}) == {"tep": [DOCUMENT]}


@pytest.mark.parametrize(
    "value",
    ["/etc/passwd", "files::", "files::../x", 5, True, {"documentId": "a"}, ["a"], [{}], [{"documentId": ""}],
     [{"documentId": 5}], [None]],
)  # fmt: skip
def test_another_shape_is_refused(value: Any) -> None:
    assert errors(make(field()), {"tep": value}) == [("tep", "form.not_documents")]


@pytest.mark.parametrize("sent", [{}, {"tep": None}, {"tep": ""}, {"tep": []}])
def test_no_file_is_null_and_not_enough_when_required(sent: dict[str, Any]) -> None:
    assert accepted(make(field()), sent) == {"tep": None}
    assert errors(make(field(validate={"required": True})), sent) == [("tep", "form.required")]


def test_several_files_need_permission() -> None:
    two = {"tep": [DOCUMENT, DOCUMENT]}
    assert errors(make(field()), two) == [("tep", "form.one_document_only")]
    assert errors(make(field(multiple=True)), two) == []
    form = make(field(multiple="=nhieu"))
    assert errors(form, two, {"nhieu": True}) == []
    assert errors(form, two, {"nhieu": None}) == [("tep", "form.one_document_only")]


def test_a_thousand_files_are_the_most() -> None:
    assert errors(make(field(multiple=True)), {"tep": [DOCUMENT] * 1001}) == [("tep", "form.too_many_items")]


def test_unstorable_characters_in_a_reference_are_refused() -> None:
    assert errors(make(field()), {"tep": [{"documentId": "a\x00"}]}) == [("tep", "form.unstorable_character")]


def test_documents_of_a_variable_are_shown() -> None:
    assert opened(make(field()), {"tep": [DOCUMENT]}) == {"tep": [DOCUMENT]}
    assert opened(make(field()), {"tep": "x"}) == {"tep": None}
