"""Parses regular expressions of XPath into trees; what XPath does not allow raises Fault."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.faults import Fault
from engine.feel.regex import characters
from engine.feel.regex.characters import CharacterClass, Test

_MAX_NESTING = 50
_SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {mark: mark for mark in "\\|.?*+(){}-[]^$"}


class Node:
    """Base of the tree."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class One(Node):
    """One character that passes `test`."""

    test: Test


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """The first that leads to a match."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group(Node):
    """A capturing group, numbered from 1."""

    number: int
    body: Node


@dataclass(frozen=True, slots=True)
class Repeat(Node):
    """`body` from `low` to `high` times; `high` None for any number."""

    body: Node
    low: int
    high: int | None
    is_greedy: bool


@dataclass(frozen=True, slots=True)
class Anchor(Node):
    """``^`` or ``$``, at lines when `is_line`."""

    is_end: bool
    is_line: bool


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """What the group captured, again."""

    number: int
    ignore_case: bool


def parse(pattern: str, flags: str) -> tuple[Node, int]:
    """The tree and the number of groups; raises Fault."""
    reader = _Reader(_without_blanks(pattern) if "x" in flags else pattern, flags, pattern)
    node = reader.choice(0)
    if reader.here:
        raise reader.wrong()
    return node, reader.groups


def _without_blanks(pattern: str) -> str:
    """Blanks are dropped outside of classes (flag ``x``)."""
    kept, depth, is_escaped = [], 0, False
    for character in pattern:
        if character in " \t\n\r" and depth == 0:
            continue
        kept.append(character)
        if not is_escaped and character in "[]":
            depth = max(0, depth + (1 if character == "[" else -1))
        is_escaped = character == "\\" and not is_escaped
    return "".join(kept)


class _Reader:
    def __init__(self, pattern: str, flags: str, shown: str) -> None:
        self._pattern = pattern
        self._shown = shown
        self._index = 0
        self._ignore_case, self._dot_all, self._lines = "i" in flags, "s" in flags, "m" in flags
        self.groups = 0
        self._closed: set[int] = set()

    @property
    def here(self) -> str:
        return self._pattern[self._index : self._index + 1]

    def wrong(self) -> Fault:
        return Fault("feel.warning.pattern", pattern=self._shown[:40])

    def take(self) -> str:
        character = self.here
        if not character:
            raise self.wrong()
        self._index += 1
        return character

    def skip(self, text: str) -> bool:
        if not self._pattern.startswith(text, self._index):
            return False
        self._index += len(text)
        return True

    def choice(self, depth: int) -> Node:
        if depth > _MAX_NESTING:
            raise self.wrong()
        options = [self._sequence(depth)]
        while self.skip("|"):
            options.append(self._sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self, depth: int) -> Node:
        items: list[Node] = []
        while self.here and self.here not in "|)":
            items.append(self._quantified(self._atom(depth)))
        return Sequence(tuple(items))

    def _quantified(self, atom: Node) -> Node:
        low: int
        high: int | None
        if self.skip("?"):
            low, high = 0, 1
        elif self.skip("*"):
            low, high = 0, None
        elif self.skip("+"):
            low, high = 1, None
        elif self.skip("{"):
            low = self._count()
            high = low
            if self.skip(","):
                high = self._count() if self.here != "}" else None
            if not self.skip("}") or (high is not None and high < low):
                raise self.wrong()
        else:
            return atom
        return Repeat(atom, low, high, not self.skip("?"))

    def _count(self) -> int:
        start = self._index
        while self.here.isdecimal() and self.here.isascii():
            self._index += 1
        if not 0 < self._index - start <= 6:
            raise self.wrong()
        return int(self._pattern[start : self._index])

    def _atom(self, depth: int) -> Node:
        character = self.take()
        if character == "(":
            return self._group(depth)
        if character == "[":
            return One(self._class(depth))
        if character == ".":
            return One(characters.any_character(self._dot_all))
        if character in "^$":
            return Anchor(character == "$", self._lines)
        if character == "\\":
            return self._escape()
        if character in "?*+{}])":
            raise self.wrong()
        return One(characters.literal(character, self._ignore_case))

    def _group(self, depth: int) -> Node:
        if self.skip("?:"):
            body = self.choice(depth + 1)
        else:
            if self.here == "?":
                raise self.wrong()
            self.groups += 1
            number = self.groups
            body = Group(number, self.choice(depth + 1))
            self._closed.add(number)
        if not self.skip(")"):
            raise self.wrong()
        return body

    def _escape(self) -> Node:
        if self.here.isdecimal() and self.here.isascii():
            number = int(self.take())
            while self.here.isdecimal() and self.here.isascii() and number * 10 + int(self.here) <= self.groups:
                number = number * 10 + int(self.take())
            if number not in self._closed:
                raise self.wrong()
            return Reference(number, self._ignore_case)
        found = self._escaped()
        return One(characters.literal(found, self._ignore_case) if isinstance(found, str) else found)

    def _escaped(self) -> str | Test:
        """What follows a backslash: a character, or the test of a set of them."""
        letter = self.take()
        if letter in _SINGLE:
            return _SINGLE[letter]
        if letter in "pP":
            end = self._pattern.find("}", self._index)
            if not self.skip("{") or end < 0:
                raise self.wrong()
            test = characters.property_test(self._pattern[self._index : end])
            self._index = end + 1
            if test is not None and letter == "P":
                test = characters.negated(test)
        else:
            test = characters.escape(letter)
        if test is None:
            raise self.wrong()
        return test

    def _class(self, depth: int) -> Test:
        if depth > _MAX_NESTING:
            raise self.wrong()
        is_negated = self.skip("^")
        ranges: list[tuple[str, str]] = []
        tests: list[Test] = []
        subtracted: Test | None = None
        is_first = True
        while is_first or self.here != "]":
            if not is_first and self.skip("-["):
                subtracted = self._class(depth + 1)
                if self.here != "]":
                    raise self.wrong()
                break
            self._class_item(ranges, tests)
            is_first = False
        self.take()
        return CharacterClass(tuple(ranges), tuple(tests), is_negated, subtracted, self._ignore_case)

    def _class_item(self, ranges: list[tuple[str, str]], tests: list[Test]) -> None:
        first = self._class_character()
        if not isinstance(first, str):
            tests.append(first)
            return
        following = self._pattern[self._index + 1 : self._index + 2]
        if self.here != "-" or following in ("[", "]", ""):
            ranges.append((first, first))
            return
        self.take()
        last = self._class_character()
        if not isinstance(last, str) or last < first:
            raise self.wrong()
        ranges.append((first, last))

    def _class_character(self) -> str | Test:
        character = self.take()
        if character in "[]":
            raise self.wrong()
        return self._escaped() if character == "\\" else character
