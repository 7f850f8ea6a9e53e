"""XML namespaces and tag names of the files that authors deploy."""

from __future__ import annotations

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA_7 = "http://camunda.org/schema/1.0/bpmn"
DMN = frozenset(
    {
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
"""DMN 1.3, 1.4 and 1.5; older versions are refused."""

_BPMN_PREFIX = f"{{{BPMN}}}"
_ZEEBE_PREFIX = f"{{{ZEEBE}}}"


def bpmn(name: str) -> str:
    """The tag of a BPMN element, in lxml's ``{namespace}name`` form."""
    return _BPMN_PREFIX + name


def zeebe(name: str) -> str:
    """The tag of a ``zeebe:`` extension element."""
    return _ZEEBE_PREFIX + name


def bpmn_name(element: etree._Element) -> str | None:
    """The local name of a BPMN element; None for an element of another namespace."""
    tag = element.tag
    return tag[len(_BPMN_PREFIX) :] if tag.startswith(_BPMN_PREFIX) else None


def zeebe_name(element: etree._Element) -> str | None:
    """The local name of a ``zeebe:`` element; None for an element of another namespace."""
    tag = element.tag
    return tag[len(_ZEEBE_PREFIX) :] if tag.startswith(_ZEEBE_PREFIX) else None


def short(text: str) -> str:
    """`text` of the XML library with its long namespaces written as the usual prefixes."""
    return text.replace(_BPMN_PREFIX, "bpmn:").replace(_ZEEBE_PREFIX, "zeebe:")
