"""Reading attributes that are FEEL or may be: with a leading ``=`` text is FEEL, compiled here and now."""

from __future__ import annotations

import re

from lxml import etree

from engine import feel
from engine.errors import InvalidInput
from engine.model.process import Attribute
from engine.model.reading.context import Reading, optional

MAX_SHOWN = 120

_PYTHON_NAME = re.compile(r'"(?:[^"\\]|\\.)*"|(?<!\w)(__\w+__)(?!\w)')
"""Names like ``__import__`` outside string literals."""


def attribute(reading: Reading, element: etree._Element, name: str) -> Attribute | None:
    """The attribute `name`, static or FEEL; None when it is missing or blank."""
    text = optional(element, name)
    return None if text is None else from_text(reading, element, name, text)


def from_text(reading: Reading, element: etree._Element, name: str, text: str) -> Attribute:
    """`text` of the attribute or child `name`, static or FEEL."""
    if not text.startswith("="):
        return Attribute(text)
    return Attribute(text, _compile(reading, element, name, text[1:]))


def expression(reading: Reading, element: etree._Element, name: str) -> feel.Expression | None:
    """The attribute `name`, FEEL only; None when it is missing or blank."""
    text = optional(element, name)
    return None if text is None else expression_from_text(reading, element, name, text)


def expression_from_text(reading: Reading, element: etree._Element, name: str, text: str) -> feel.Expression:
    """`text` of the attribute or child `name`, which must be FEEL with its leading ``=``."""
    if not text.startswith("="):
        reading.report("bpmn.feel_expected", element, attribute=name, source=text[:MAX_SHOWN])
        return _nothing()
    return _compile(reading, element, name, text[1:])


def _compile(reading: Reading, element: etree._Element, name: str, source: str) -> feel.Expression:
    python_names = [found for found in _PYTHON_NAME.findall(source) if found]
    if python_names:
        # FEEL would read it as an unknown function or path and answer null: harmless, and silently wrong.
        reading.report("bpmn.python_name", element, attribute=name, name=python_names[0][:MAX_SHOWN])
        return _nothing()
    try:
        return feel.compile_expression(source)
    except InvalidInput as error:
        reading.report(
            "bpmn.feel_syntax",
            element,
            attribute=name,
            source=source.strip()[:MAX_SHOWN],
            detail_vi=error.message("vi"),
            detail_en=error.message("en"),
        )
        return _nothing()


def _nothing() -> feel.Expression:
    """Stands in for what could not be compiled, so that reading goes on; a file with findings is never run."""
    return feel.compile_expression("null")
