"""Parses a JavaScript regular expression, as ``new RegExp(text)`` reads it without flags, into a small tree.

ECMA-262 §22.2.1 with Annex B, less what an automaton cannot do in linear time (look-around, back references) and
``\\p``, which means nothing without the ``u`` flag that form-js does not set. Those are refused with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]

MAX_CODE: Final = 0x10FFFF
_MAX_NESTING: Final = 50
_MAX_REPEAT: Final = 1000

DIGIT: Final[Ranges] = ((0x30, 0x39),)
WORD: Final[Ranges] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
SPACE: Final[Ranges] = (
    (0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
    (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
_LINE_END: Final[Ranges] = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_REFERENCES: Final = frozenset("123456789k")
_CONTROL: Final = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D, "0": 0x00}


class PatternRefused(Exception):
    """`code` says what is wrong, `position` (from 1) where."""

    def __init__(self, code: str, position: int) -> None:
        self.code = code
        self.position = position
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Char:
    """One character out of sorted, disjoint ranges of code points."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Boundary:
    """``^``, ``$``, ``b`` or ``B``: takes no character."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Its parts one after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of its branches."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`body` from `least` to `most` times; no `most` means without end."""

    body: Node
    least: int
    most: int | None


Node: TypeAlias = Char | Boundary | Sequence | Choice | Repeat


def parse(text: str) -> Node:
    """Return the tree of `text`; raises PatternRefused."""
    parser = _Parser(text)
    tree = parser.choice(0)
    if parser.more():
        raise parser.refused("pattern.unmatched_bracket")
    return tree


def complement(ranges: Ranges) -> Ranges:
    """All code points outside `ranges`."""
    result, start = [], 0
    for low, high in _merged(ranges):
        if start < low:
            result.append((start, low - 1))
        start = high + 1
    if start <= MAX_CODE:
        result.append((start, MAX_CODE))
    return tuple(result)


def _merged(ranges: Ranges) -> Ranges:
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


_CLASS_ESCAPES: Final = {
    "d": DIGIT, "D": complement(DIGIT), "w": WORD, "W": complement(WORD), "s": SPACE, "S": complement(SPACE),
}  # fmt: skip
_SIGNS: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_ANY: Final = complement(_LINE_END)


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def more(self) -> bool:
        return self._at < len(self._text)

    def refused(self, code: str) -> PatternRefused:
        return PatternRefused(code, self._at + 1)

    def _peek(self, count: int = 1) -> str:
        return self._text[self._at : self._at + count]

    def _take(self) -> str:
        character = self._peek()
        self._at += 1
        return character

    def _skip(self, text: str) -> bool:
        if self._text.startswith(text, self._at):
            self._at += len(text)
            return True
        return False

    def choice(self, depth: int) -> Node:
        if depth > _MAX_NESTING:
            raise self.refused("pattern.too_large")
        branches = [self._sequence(depth)]
        while self._skip("|"):
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.more() and self._peek() not in "|)":
            atom = self._atom(depth)
            parts.append(atom if isinstance(atom, Boundary) else self._quantified(atom))
        return Sequence(tuple(parts))

    def _quantified(self, atom: Node) -> Node:
        bounds = self._quantifier()
        if bounds is None:
            return atom
        self._skip("?")  # lazy or greedy does not change whether there is a match
        return Repeat(atom, *bounds)

    def _quantifier(self) -> tuple[int, int | None] | None:
        if self._peek() in _SIGNS:
            return _SIGNS[self._take()]
        if self._peek() != "{":
            return None
        end = self._text.find("}", self._at)
        least, comma, most = self._text[self._at + 1 : max(end, 0)].partition(",")
        if not _is_number(least) or (most and not _is_number(most)):
            return None  # Annex B: a brace that is no quantifier stands for itself
        if len(least) > 9 or len(most) > 9 or max(int(least), int(most or 0)) > _MAX_REPEAT:
            raise self.refused("pattern.too_large")
        if most and int(most) < int(least):
            raise self.refused("pattern.bad_quantifier")
        self._at = end + 1
        return int(least), int(most) if most else None if comma else int(least)

    def _atom(self, depth: int) -> Node:
        if self._quantifier() is not None:
            raise self.refused("pattern.nothing_to_repeat")
        character = self._take()
        if character in "^$":
            return Boundary(character)
        if character == ".":
            return Char(_ANY)
        if character == "[":
            return Char(self._class())
        if character == "(":
            return self._group(depth)
        if character == "\\":
            return self._escape()
        return _one(ord(character))

    def _group(self, depth: int) -> Node:
        if self._peek() == "?":
            if self._peek(2) in ("?=", "?!") or self._peek(3) in ("?<=", "?<!"):
                raise self.refused("pattern.look_around")
            if not self._skip("?:") and not self._skip_group_name():
                raise self.refused("pattern.unknown_group")
        body = self.choice(depth + 1)
        if not self._skip(")"):
            raise self.refused("pattern.unmatched_bracket")
        return body

    def _skip_group_name(self) -> bool:
        end = self._text.find(">", self._at)
        if self._peek(2) != "?<" or not self._text[self._at + 2 : max(end, 0)].isidentifier():
            return False
        self._at = end + 1
        return True

    def _escape(self) -> Node:
        if self._peek() in ("b", "B"):
            return Boundary(self._take())
        if self._peek() in _REFERENCES:
            raise self.refused("pattern.back_reference")
        ranges = self._class_escape()
        return Char(ranges) if ranges is not None else _one(self._character_escape())

    def _class_escape(self) -> Ranges | None:
        letter = self._peek()
        if letter in ("p", "P"):
            raise self.refused("pattern.unicode_property")
        ranges = _CLASS_ESCAPES.get(letter)
        if ranges is not None:
            self._at += 1
        return ranges

    def _character_escape(self) -> int:
        if not self.more():
            raise self.refused("pattern.ends_in_backslash")
        letter = self._take()
        if letter in _CONTROL:
            return _CONTROL[letter]
        length = {"x": 2, "u": 4}.get(letter, 0)
        digits = self._peek(length)
        if length and len(digits) == length and all(digit in "0123456789abcdefABCDEF" for digit in digits):
            self._at += length
            return int(digits, 16)
        if letter == "c" and self._peek().isascii() and self._peek().isalpha():
            return ord(self._take()) % 32
        return ord(letter)

    def _class(self) -> Ranges:
        negated = self._skip("^")
        ranges: list[tuple[int, int]] = []
        while not self._skip("]"):
            if not self.more():
                raise self.refused("pattern.unmatched_bracket")
            ranges.extend(self._class_range())
        return complement(tuple(ranges)) if negated else _merged(tuple(ranges))

    def _class_range(self) -> Ranges:
        low = self._class_atom()
        if self._peek() != "-" or self._peek(2) in ("-]", "-"):
            return low if isinstance(low, tuple) else ((low, low),)
        self._at += 1
        high = self._class_atom()
        if isinstance(low, tuple) or isinstance(high, tuple):  # Annex B: [\w-x] is a union with the hyphen
            return (*_as_ranges(low), (0x2D, 0x2D), *_as_ranges(high))
        if high < low:
            raise self.refused("pattern.bad_range")
        return ((low, high),)

    def _class_atom(self) -> int | Ranges:
        character = self._take()
        if character != "\\":
            return ord(character)
        if self._skip("b"):
            return 0x08
        ranges = self._class_escape()
        return ranges if ranges is not None else self._character_escape()


def _as_ranges(atom: int | Ranges) -> Ranges:
    return atom if isinstance(atom, tuple) else ((atom, atom),)


def _one(code: int) -> Char:
    return Char(((code, code),))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
