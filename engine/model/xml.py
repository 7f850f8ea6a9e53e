"""Reading XML that strangers send: one encoding, no DOCTYPE, no entities, no network, and limits on size and depth.

What could be used to attack is refused before the XML library sees a byte of it; its own safe options are the second
fence. Comments are dropped; the caller keeps the bytes where the original is wanted.
"""

from __future__ import annotations

import re
from typing import Any, cast

from lxml import etree

from engine.model.findings import finding
from engine.model.tree import line_of, select

MAX_BYTES = 4 * 1024 * 1024
MAX_TAGS = 100_000
MAX_DEPTH = 100
MAX_ATTRIBUTE_LENGTH = 65_536

_BOM = b"\xef\xbb\xbf"
_FOREIGN_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"+/v")
_DECLARATION = re.compile(rb"<\?xml\s[^>]{0,200}?\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TOO_DEEP = "/" + "/".join("*" * (MAX_DEPTH + 1))
_LONG_ATTRIBUTES = f"//*[@*[string-length() > {MAX_ATTRIBUTE_LENGTH}]]"
_INSTRUCTIONS = "//processing-instruction()"


class XmlRefused(Exception):
    """The bytes are no XML that we read; `finding` says why and in which line."""

    def __init__(self, code: str, resource: str, line: int | None = None, **fields: Any) -> None:
        self.finding = finding(code, resource, line=line, **fields)
        super().__init__(code)


def read_xml(data: bytes, resource: str) -> etree._Element:
    """Parse `data` (UTF-8, at most `MAX_BYTES`) and return its root; raises XmlRefused.

    `resource` is the file name that findings carry.
    """
    if len(data) > MAX_BYTES:
        raise XmlRefused("xml.too_large", resource, limit_mib=MAX_BYTES // 2**20, bytes=len(data))
    body = _utf8_body(data, resource)
    _refuse_doctype(body, resource)
    if body.count(b"<") > MAX_TAGS:
        raise XmlRefused("xml.too_many_tags", resource, _line_of_tag(body, MAX_TAGS + 1), limit=MAX_TAGS)
    root = _parse(body, resource)
    _check_tree(root, resource)
    return root


def _utf8_body(data: bytes, resource: str) -> bytes:
    """`data` without its byte order mark, proven to be UTF-8 text that starts with a tag."""
    body = data.removeprefix(_BOM)
    if not body.strip():
        raise XmlRefused("xml.empty", resource)
    if body.startswith(_FOREIGN_BOMS):
        raise XmlRefused("xml.encoding", resource, 1, encoding="UTF-16/UTF-32/UTF-7")
    if not body.lstrip().startswith(b"<"):
        raise XmlRefused("xml.not_xml", resource, 1)
    control = _CONTROL.search(body)
    if control is not None:
        raise XmlRefused(
            "xml.control_character", resource, _line(body, control.start()), character=f"0x{control.group()[0]:02X}"
        )
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise XmlRefused("xml.encoding", resource, _line(body, error.start), encoding="?") from None
    _refuse_declared_encoding(body, resource)
    return body


def _refuse_declared_encoding(body: bytes, resource: str) -> None:
    declaration = _DECLARATION.match(body)
    encoding = _ENCODING.search(declaration.group()) if declaration else None
    if encoding is not None and encoding.group(1).upper() not in (b"UTF-8", b"US-ASCII"):
        raise XmlRefused("xml.encoding", resource, 1, encoding=encoding.group(1).decode("ascii"))


def _refuse_doctype(body: bytes, resource: str) -> None:
    """A DOCTYPE may stand only before the first element (XML 1.0 §2.8), so the prolog alone is searched."""
    at = 0
    while True:
        at = body.find(b"<", at)
        if body.startswith(b"<!--", at):
            end = body.find(b"-->", at)
        elif body.startswith(b"<?", at):
            end = body.find(b"?>", at)
        elif body.startswith(b"<!", at):
            raise XmlRefused("xml.doctype", resource, _line(body, at))
        else:
            return
        if end < 0:
            return
        at = end


def _parse(body: bytes, resource: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        collect_ids=False,
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        detail = (error.msg or "").split(", line ")[0]
        if "Excessive depth" in detail:
            raise XmlRefused("xml.too_deep", resource, error.lineno, limit=MAX_DEPTH) from None
        raise XmlRefused("xml.not_well_formed", resource, error.lineno, detail=detail) from None


def _check_tree(root: etree._Element, resource: str) -> None:
    deep = select(root, _TOO_DEEP)
    if deep:
        raise XmlRefused("xml.too_deep", resource, line_of(deep[0]), limit=MAX_DEPTH)
    long = select(root, _LONG_ATTRIBUTES)
    if long:
        raise XmlRefused("xml.attribute_too_long", resource, line_of(long[0]), limit=MAX_ATTRIBUTE_LENGTH)
    instructions = select(root, _INSTRUCTIONS)
    if instructions:
        first = cast("etree._ProcessingInstruction", instructions[0])
        raise XmlRefused("xml.processing_instruction", resource, line_of(first), target=first.target)


def _line(body: bytes, offset: int) -> int:
    return body.count(b"\n", 0, offset) + 1


def _line_of_tag(body: bytes, ordinal: int) -> int:
    """The line of the `ordinal`-th ``<``."""
    at = -1
    for _ in range(ordinal):
        at = body.find(b"<", at + 1)
    return _line(body, at)
