"""Reads the YAML files of calendars and packs into rows that still know their file and line.

Only a plain core of YAML is understood: null, ``true``/``false``, whole numbers, ISO dates and date-times, text, lists
and mappings. What YAML 1.1 guesses beyond that (``no`` as false, ``08:00`` as 480) stays text; a key given twice and
an alias (``*name``) are findings, so a slip of the pen never changes a rule in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

import yaml

from engine.errors import Finding, Problems

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Place:
    """A line (from 1) of a data file; line 0 when the value did not come from a file."""

    file: str
    line: int


class RowRefused(Exception):
    """The row at hand is not usable; why is among the findings already."""


class Findings:
    """Collects what is wrong, so that one reading tells everything."""

    def __init__(self) -> None:
        self._found: list[Finding] = []

    def add(self, code: str, place: Place, **fields: Any) -> None:
        """Note one finding; `code` is its message, filled from `fields`."""
        self._found.append(Finding(code=code, fields=fields, resource=place.file, line=place.line or None))

    def raise_if_any(self, code: str, **fields: Any) -> None:
        """Raise Problems under `code` with every finding, in order of file and line; do nothing if there is none."""
        if not self._found:
            return
        ordered = tuple(sorted(self._found, key=lambda finding: (finding.resource or "", finding.line or 0)))
        where = f"{ordered[0].resource}:{ordered[0].line}" if ordered[0].line else str(ordered[0].resource)
        raise Problems(ordered, code=code, where=where, **fields)


class Row:
    """One mapping of a data file, read field by field.

    A reading method takes the field's name; when the value is not of the kind asked for it notes a finding and raises
    RowRefused. `finish` reports the fields that nobody asked for.
    """

    def __init__(
        self, values: Mapping[str, Any], places: Mapping[str, Place], place: Place, findings: Findings
    ) -> None:
        self.place = place
        self.findings = findings
        self._values = values
        self._places = places
        self._asked: set[str] = set()

    @classmethod
    def of(cls, values: Mapping[str, Any], source: str, findings: Findings) -> Row:
        """A row of plain values that did not come from a file, for example out of the database."""
        return cls(values, {}, Place(source, 0), findings)

    def has(self, name: str) -> bool:
        """Whether the field is there with a value other than null."""
        self._asked.add(name)
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        return self._required(name, str, "data.expected_text")

    def whole(self, name: str) -> int:
        return self._required(name, int, "data.expected_whole_number")

    def flag(self, name: str, default: bool) -> bool:
        return self._required(name, bool, "data.expected_flag") if self.has(name) else default

    def moment(self, name: str) -> datetime:
        """An aware date-time."""
        value = self._required(name, datetime, "data.expected_moment")
        if value.tzinfo is None:
            self.refuse("data.expected_moment", name)
        return value

    def day(self, name: str) -> date:
        """A date; text in the form yyyy-mm-dd counts as one."""
        value: date | str = self._required(name, (date, str), "data.expected_day")
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.refuse("data.expected_day", name)
        if isinstance(value, datetime):
            self.refuse("data.expected_day", name)
        return value

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def optional_day(self, name: str) -> date | None:
        return self.day(name) if self.has(name) else None

    def match(self, name: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match of a text that fits `pattern` wholly; None for anything else."""
        value = self._values.get(name)
        return pattern.fullmatch(value) if self.has(name) and isinstance(value, str) else None

    def choice(self, name: str, options: type[E], default: E | None = None) -> E:
        """One of the values of an enumeration."""
        if default is not None and not self.has(name):
            return default
        value = self.text(name)
        if value not in {option.value for option in options}:
            self.refuse("data.not_a_choice", name, value=value, options=", ".join(option.value for option in options))
        return options(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty when the field is absent."""
        return self._list(name, str, "data.expected_texts")

    def whole_numbers(self, name: str) -> tuple[int, ...]:
        """A list of whole numbers; empty when the field is absent."""
        return self._list(name, int, "data.expected_whole_numbers")

    def row(self, name: str) -> Row:
        """A mapping inside this one."""
        return self._required(name, Row, "data.expected_row")

    def rows(self, name: str) -> tuple[Row, ...]:
        """A list of mappings; empty when the field is absent."""
        return self._list(name, Row, "data.expected_rows")

    def refuse(self, code: str, name: str = "", **fields: Any) -> NoReturn:
        """Note finding `code` about field `name` of this row, and raise RowRefused."""
        self.findings.add(code, self._places.get(name, self.place), field=name, **fields)
        raise RowRefused

    def finish(self) -> None:
        """Report every field that nobody asked for: it would have no effect."""
        for name in self._values:
            if name not in self._asked:
                self.findings.add("data.unknown_field", self._places.get(name, self.place), field=name)

    def _required(self, name: str, kind: type[T] | tuple[type, ...], expected: str) -> T:
        if not self.has(name):
            self.refuse("data.missing_field", name)
        value = self._values[name]
        if isinstance(value, dict):
            value = Row.of(value, self.place.file, self.findings)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.refuse(expected, name)
        return cast(T, value)

    def _list(self, name: str, kind: type[T], expected: str) -> tuple[T, ...]:
        values: list[Any] = self._required(name, list, expected) if self.has(name) else []
        if not all(isinstance(value, kind) and not isinstance(value, bool) for value in values):
            self.refuse(expected, name)
        return tuple(values)


def read_each(rows: Iterable[Row], make: Callable[[Row], T]) -> tuple[T, ...]:
    """What `make` returns for every usable row; the others have left their findings."""
    made = []
    for row in rows:
        try:
            made.append(make(row))
        except RowRefused:
            continue
        row.finish()
    return tuple(made)


def read_or_raise(read: Callable[[Findings], T], code: str, **fields: Any) -> T:
    """What `read` returns; raises Problems under `code` when it left findings."""
    findings = Findings()
    try:
        value = read(findings)
    except RowRefused:
        findings.raise_if_any(code, **fields)
        raise
    findings.raise_if_any(code, **fields)
    return value


# -- YAML --------------------------------------------------------------------------------------------------------


class _PlainLoader(yaml.SafeLoader):
    """Composes nodes with marks; knows only the implicit types named at the head of this module."""


_PlainLoader.yaml_implicit_resolvers = {}
_IMPLICIT = (
    ("tag:yaml.org,2002:null", r"~|null|", ["~", "n", ""]),
    ("tag:yaml.org,2002:bool", r"true|false", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"[+-]?(0|[1-9][0-9]*)", list("+-0123456789")),
    (
        "tag:yaml.org,2002:timestamp",
        r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?",
        list("0123456789"),
    ),
)
for _tag, _pattern, _first in _IMPLICIT:
    _PlainLoader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), _first)


def read_file(path: Path, findings: Findings) -> Row:
    """The mapping at the top of the YAML file `path`; raises RowRefused after noting why it cannot be read."""
    try:
        loader = _PlainLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
    except (OSError, UnicodeDecodeError):
        findings.add("data.file_unreadable", Place(path.name, 0), file=path.name)
        raise RowRefused from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(path.name, mark.line + 1 if mark else 0)
        findings.add("data.not_yaml", place, file=path.name, detail=getattr(error, "problem", None) or str(error))
        raise RowRefused from None
    if not isinstance(node, yaml.MappingNode):
        findings.add("data.expected_row", Place(path.name, 1), field=path.name)
        raise RowRefused
    return _row(node, path.name, findings, set())


def _row(node: yaml.MappingNode, file: str, findings: Findings, seen: set[int]) -> Row:
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for key_node, value_node in node.value:
        place = Place(file, key_node.start_mark.line + 1)
        key = str(key_node.value)
        if key in values:
            findings.add("data.duplicate_field", place, field=key)
        values[key] = _value(value_node, file, findings, seen)
        places[key] = place
    return Row(values, places, Place(file, node.start_mark.line + 1), findings)


def _value(node: yaml.Node, file: str, findings: Findings, seen: set[int]) -> Any:
    """The plain value of a node; `seen` holds the nodes already read, for an alias is the same node again."""
    place = Place(file, node.start_mark.line + 1)
    if id(node) in seen:
        findings.add("data.alias_refused", place)
        return None
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _row(node, file, findings, seen)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file, findings, seen) for item in node.value]
    return _scalar(node.tag.rpartition(":")[2], str(node.value), place, findings)


def _scalar(kind: str, text: str, place: Place, findings: Findings) -> Any:
    if kind == "null":
        return None
    if kind == "bool":
        return text == "true"
    try:
        if kind == "int":
            return int(text)
        if kind == "timestamp":
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        findings.add("data.impossible_date", place, value=text)
        return None
    return text
