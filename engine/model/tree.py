"""Small questions to an XML tree: which line, which id, how a message calls an element."""

from __future__ import annotations

from typing import cast

from lxml import etree


def line_of(element: etree._Element) -> int:
    """The line of the file where `element` begins; 0 when it was not read from a file."""
    return cast("int | None", element.sourceline) or 0


def nearest_id(element: etree._Element | None) -> str | None:
    """The id of `element`, else of the nearest element around it that has one."""
    while element is not None:
        identifier = element.get("id")
        if identifier:
            return identifier
        element = element.getparent()
    return None


def name_of(element: etree._Element) -> str:
    """How a message names `element`: its id, else its tag and the id around it."""
    identifier = element.get("id")
    if identifier:
        return identifier
    tag = etree.QName(element).localname
    around = nearest_id(element)
    return f"{tag} ({around})" if around else tag


def select(element: etree._Element, path: str, **prefixes: str) -> list[etree._Element]:
    """The elements that an XPath finds from `element`."""
    return cast("list[etree._Element]", element.xpath(path, namespaces=prefixes or None))
