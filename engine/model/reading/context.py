"""What every part of the reader shares: the findings so far and the root elements that others refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.errors import Finding
from engine.model import names
from engine.model.definitions import Error, Message
from engine.model.findings import finding
from engine.model.tree import line_of, name_of, nearest_id

MAX_FINDINGS = 200


class Reading:
    """One reading of one file; parts of the reader add to it and never raise for what an author wrote."""

    def __init__(self, resource: str) -> None:
        self.resource = resource
        self.findings: list[Finding] = []
        self.messages: dict[str, Message] = {}
        self.errors: dict[str, Error] = {}
        self.event_definitions: dict[str, etree._Element] = {}
        self.lane_of_node: dict[str, str] = {}

    def report(self, code: str, element: etree._Element, *, severity: str = "error", **fields: Any) -> None:
        """Note that something is wrong with `element`; after `MAX_FINDINGS` nothing more is noted."""
        if len(self.findings) >= MAX_FINDINGS:
            return
        self.findings.append(
            finding(
                code,
                self.resource,
                element_id=nearest_id(element),
                line=line_of(element),
                severity=severity,
                element=name_of(element),
                **fields,
            )
        )


def bpmn_children(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The BPMN children of `element` with their local names."""
    for child in element:
        name = names.bpmn_name(child)
        if name is not None:
            yield name, child


def child_text(element: etree._Element, name: str) -> str | None:
    """The stripped text of the first BPMN child `name`; None when it is missing or blank."""
    child = element.find(names.bpmn(name))
    return text_of(child) if child is not None else None


def text_of(element: etree._Element) -> str | None:
    """The stripped text of `element`; None when blank."""
    return (element.text or "").strip() or None


def reference(text: str | None) -> str | None:
    """The id that a QName means; ids are NCNames, so what stands before a colon is a prefix (BPMN 2.0 §15.3.2)."""
    return text.strip().rpartition(":")[2] if text and text.strip() else None


def is_true(element: etree._Element, attribute: str, default: bool = False) -> bool:
    """An xsd:boolean attribute."""
    value = element.get(attribute)
    return default if value is None else value.strip() in ("true", "1")


def optional(element: etree._Element, attribute: str) -> str | None:
    """A static attribute; None when it is missing or blank."""
    return (element.get(attribute) or "").strip() or None
