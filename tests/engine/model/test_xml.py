"""The hardened XML reader: what passes, and what is refused before it can do harm."""

from __future__ import annotations

import pytest

from engine.errors import Finding
from engine.model.xml import (
    MAX_ATTRIBUTE_LENGTH,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_TAGS,
    XmlRefused,
    read_xml,
)


def refusal(data: bytes) -> Finding:
    with pytest.raises(XmlRefused) as refused:
        read_xml(data, "a.bpmn")
    assert refused.value.finding.message("vi") != refused.value.finding.message("en")
    return refused.value.finding


def test_plain_utf_8_is_read_with_and_without_byte_order_mark_and_declaration() -> None:
    for data in (
        "<a>Trà Bồng</a>".encode(),
        "\ufeff<a>Trà Bồng</a>".encode(),
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- <!DOCTYPE a> -->\n<a>Trà Bồng</a>'.encode(),
    ):
        assert read_xml(data, "a.bpmn").text == "Trà Bồng"


def test_comments_are_dropped_and_cdata_is_text() -> None:
    assert read_xml(b"<a><!-- x --><![CDATA[<!DOCTYPE b>]]></a>", "a.bpmn").text == "<!DOCTYPE b>"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "xml.empty", None),
        (b" \n\t ", "xml.empty", None),
        (b"PK\x03\x04 a zip", "xml.not_xml", 1),
        (b"hello", "xml.not_xml", 1),
        (b"<a>\n\x00</a>", "xml.control_character", 2),
        (b"<a>\n\xff</a>", "xml.encoding", 2),
        ("<a/>".encode("utf-16"), "xml.encoding", 1),
        ("<a/>".encode("utf-32"), "xml.encoding", 1),
        ("<a/>".encode("utf-16-le"), "xml.control_character", 1),
        ("<a/>".encode("utf-16-be"), "xml.not_xml", 1),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "xml.encoding", 1),
        (b"+/v8-<a/>", "xml.encoding", 1),
        (b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "xml.encoding", 1),
        (b"<!DOCTYPE a><a/>", "xml.doctype", 1),
        (b"<!-- x -->\n<?p q?>\n <!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml.doctype", 3),
        (b"<a>\n<?php evil ?></a>", "xml.processing_instruction", 2),
        (b"<a>\n<b></a>", "xml.not_well_formed", 2),
        (b"<a>&undefined;</a>", "xml.not_well_formed", 1),
        (b"<!-- never closed", "xml.not_well_formed", 1),
        (b"<a/><b/>", "xml.not_well_formed", 1),
    ],
)
def test_what_is_no_safe_xml_is_refused_with_its_line(data: bytes, code: str, line: int | None) -> None:
    found = refusal(data)

    assert (found.code, found.line, found.resource) == (code, line, "a.bpmn")


def test_a_file_above_the_limit_is_refused_unread() -> None:
    # given bytes that would also be refused for their content
    data = b"\x00" * (MAX_BYTES + 1)

    # when // then the size speaks first
    assert refusal(data).code == "xml.too_large"


def test_a_file_of_exactly_the_limit_is_read() -> None:
    data = b"<a>" + b"x" * (MAX_BYTES - 7) + b"</a>"

    assert len(data) == MAX_BYTES
    assert read_xml(data, "a.bpmn").tag == "a"


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 300, 20_000])
def test_tags_nested_too_deep_are_refused(depth: int) -> None:
    found = refusal(b"<a>\n" * depth + b"</a>" * depth)

    assert found.code == "xml.too_deep"
    assert found.line is not None
    assert found.line > MAX_DEPTH


def test_tags_nested_to_the_limit_are_read() -> None:
    assert read_xml(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH, "a.bpmn").tag == "a"


def test_too_many_tags_are_refused_at_the_line_of_the_first_beyond() -> None:
    found = refusal(b"<a>\n" + b"<b/>\n" * MAX_TAGS + b"</a>")

    assert (found.code, found.line) == ("xml.too_many_tags", MAX_TAGS + 1)


def test_a_huge_attribute_is_refused() -> None:
    data = b"<a>\n<b c='" + b"x" * (MAX_ATTRIBUTE_LENGTH + 1) + b"'/></a>"

    assert (refusal(data).code, refusal(data).line) == ("xml.attribute_too_long", 2)
