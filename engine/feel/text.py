"""FEEL values as text, as ``string()`` gives them (DMN 1.5, table 73)."""

from __future__ import annotations

import re
from typing import Any

from engine.feel import decimals, limits
from engine.feel.errors import FeelLimitExceeded
from engine.feel.lexer import KEYWORDS
from engine.feel.runtime import Run
from engine.feel.values import Range, kind_of, number_of

_SIMPLE_NAME = re.compile(r"[^\W\d][\w ]*")


def text_of(run: Run, value: Any) -> str:
    """The text of any value; raises FeelLimitExceeded when it is too long."""
    pieces = _Pieces(run)
    pieces.add(value, 0, quoted=False)
    return "".join(pieces.texts)


class _Pieces:
    def __init__(self, run: Run) -> None:
        self._run = run
        self._length = 0
        self.texts: list[str] = []

    def put(self, text: str) -> None:
        self._run.spend(1)
        self._run.text(len(text))
        self._length += len(text)
        if self._length > limits.MAX_STRING:
            raise FeelLimitExceeded("feel.limit.string", limits.MAX_STRING)
        self.texts.append(text)

    def add(self, value: Any, depth: int, *, quoted: bool) -> None:
        if depth > limits.MAX_DEPTH:
            raise FeelLimitExceeded("feel.limit.depth", limits.MAX_DEPTH)
        kind = kind_of(value)
        if kind == "string":
            self.put(quote(value) if quoted else value)
        elif kind == "number":
            self.put(decimals.text(number_of(value)))
        elif kind == "boolean":
            self.put("true" if value else "false")
        elif kind == "list":
            self._add_all("[", [("", item) for item in value], "]", depth)
        elif kind == "context":
            self._add_all("{", [(f"{_key(key)}: ", item) for key, item in value.items()], "}", depth)
        elif kind == "range":
            self._add_range(value, depth)
        elif kind == "null":
            self.put("null")
        elif kind == "function":
            self.put(f"function {value.name}" if value.name != "function" else "function")
        else:
            self.put(str(value))

    def _add_all(self, opening: str, parts: list[tuple[str, Any]], closing: str, depth: int) -> None:
        self.put(opening)
        for position, (prefix, item) in enumerate(parts):
            self.put((", " if position else "") + prefix)
            self.add(item, depth + 1, quoted=True)
        self.put(closing)

    def _add_range(self, value: Range, depth: int) -> None:
        if value.low is None:
            self.put("(<= " if value.high_included else "(< ")
            self.add(value.high, depth + 1, quoted=True)
            self.put(")")
        elif value.high is None:
            self.put("(>= " if value.low_included else "(> ")
            self.add(value.low, depth + 1, quoted=True)
            self.put(")")
        else:
            self.put("[" if value.low_included else "(")
            self.add(value.low, depth + 1, quoted=True)
            self.put("..")
            self.add(value.high, depth + 1, quoted=True)
            self.put("]" if value.high_included else ")")


def quote(text: str) -> str:
    """A string literal of `text`."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key(key: str) -> str:
    return key if _SIMPLE_NAME.fullmatch(key) and key not in KEYWORDS else quote(key)
