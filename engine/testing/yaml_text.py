"""Reads YAML into JSON values that still know their lines.

Only a plain core of YAML is understood: null, ``true``/``false``, numbers, text, lists and mappings, with anchors and
aliases. What YAML 1.1 guesses beyond that (``no`` as false, a date, ``08:00`` as 480) stays text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from engine.errors import Finding, Problems

MAX_NODES = 200_000
"""In one file, aliases unfolded."""


class _PlainLoader(yaml.SafeLoader):
    """Composes nodes with marks; knows only the implicit types named at the head of this module."""


_PlainLoader.yaml_implicit_resolvers = {}
_INTEGER = r"-?(?:0|[1-9][0-9]*)"
for _tag, _pattern, _first in (
    ("null", r"~|null|", ["~", "n", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", _INTEGER, list("-0123456789")),
    ("float", rf"{_INTEGER}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{{1,3}})?", list("-0123456789")),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), _first)


class Table(dict[str, Any]):
    """A mapping of the file; `line` is where it begins, `lines` where each of its keys stands."""

    line: int
    lines: dict[str, int]


def refuse(code: str, file: str, line: int | None, **fields: Any) -> NoReturn:
    """Raise Problems (``scenarios.file_refused``) for the one thing that is wrong."""
    finding = Finding(code=code, fields=fields, resource=file, line=line)
    raise Problems((finding,), code="scenarios.file_refused", file=file, line=line or "-")


def read_yaml(text: str, file: str) -> Table:
    """The mapping at the top of `text`. Raises Problems (``scenarios.file_refused``)."""
    try:
        node = _PlainLoader(text).get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or type(error).__name__
        refuse("scenarios.not_yaml", file, mark.line + 1 if mark else None, detail=detail)
    if not isinstance(node, yaml.MappingNode):
        refuse("scenarios.not_yaml", file, 1, detail="a mapping is expected at the top")
    value, _ = _Reader(file).read(node)
    assert isinstance(value, Table)
    return value


class _Reader:
    """An alias is the node of its anchor again: it is read once and shared, and counted every time."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._known: dict[int, tuple[Any, int]] = {}
        self._open: set[int] = set()

    def read(self, node: yaml.Node) -> tuple[Any, int]:
        """The value of `node`, and of how many nodes it consists."""
        if id(node) in self._open:
            refuse("scenarios.alias_circular", self._file, node.start_mark.line + 1)
        if id(node) not in self._known:
            self._open.add(id(node))
            self._known[id(node)] = self._read(node)
            self._open.remove(id(node))
        return self._known[id(node)]

    def _read(self, node: yaml.Node) -> tuple[Any, int]:
        line = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node), 1
        count = 1
        if isinstance(node, yaml.SequenceNode):
            items = []
            for each in node.value:
                item, size = self.read(each)
                count = self._within_limit(count + size, line)
                items.append(item)
            return items, count
        assert isinstance(node, yaml.MappingNode)
        table = Table()
        table.line, table.lines = line, {}
        for key_node, value_node in node.value:
            key, place = str(key_node.value), key_node.start_mark.line + 1
            if key in table:
                refuse("scenarios.field_twice", self._file, place, field=key)
            table[key], size = self.read(value_node)
            table.lines[key] = place
            count = self._within_limit(count + size, line)
        return table, count

    def _within_limit(self, count: int, line: int) -> int:
        if count > MAX_NODES:
            refuse("scenarios.too_large", self._file, line, limit=MAX_NODES)
        return count


def _scalar(node: yaml.ScalarNode) -> Any:
    kind, text = node.tag.rpartition(":")[2], str(node.value)
    if kind == "null":
        return None
    if kind == "bool":
        return text == "true"
    if kind == "int":
        return int(text)
    return Decimal(text) if kind == "float" else text
