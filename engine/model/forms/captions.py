"""Reads labels: plain text, ``=FEEL``, or text with ``{{FEEL}}`` inserts (form-js, "feelers")."""

from __future__ import annotations

import re
from typing import Any

from engine.feel import Expression
from engine.model.forms.components import Caption
from engine.model.forms.notes import Notes

_INSERT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SECTION_MARKS = ("#", "/")
_LABEL_NAMES = ("label", "dateLabel", "timeLabel")


def read_caption(component: dict[str, Any], path: str, notes: Notes) -> Caption:
    """The label of `component`; date fields call theirs ``dateLabel`` and ``timeLabel``.

    Messages need a name for the field, not a layout: of ``{{#if}}`` and ``{{#loop}}`` only the text is kept.
    """
    for name in _LABEL_NAMES:
        source = notes.text(component, name, path)
        if source is not None and source.strip():
            return Caption(source, _parts(source, f"{path}.{name}", notes))
    return Caption("", ())


def _parts(source: str, path: str, notes: Notes) -> tuple[str | Expression, ...]:
    if source.startswith("="):
        expression = notes.feel(source, path)
        return () if expression is None else (expression,)
    parts: list[str | Expression] = []
    for index, piece in enumerate(_INSERT.split(source)):
        if index % 2 == 0:
            parts.append(piece)
        elif not piece.strip().startswith(_SECTION_MARKS):
            expression = notes.compile(piece.strip(), path)
            if expression is not None:
                parts.append(expression)
    return tuple(parts)
