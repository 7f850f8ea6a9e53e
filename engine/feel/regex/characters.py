"""Sets of characters in regular expressions: escapes such as ``\\d`` and ``\\p{Lu}``, classes, and matching of case."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

Test = Callable[[str], bool]

_BLOCKS = {
    "BasicLatin": (0x00, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Thai": (0xE00, 0xE7F),
    "Lao": (0xE80, 0xEFF),
    "Khmer": (0x1780, 0x17FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "GeometricShapes": (0x25A0, 0x25FF),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "Dingbats": (0x2700, 0x27BF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUse": (0xE000, 0xF8FF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
    "Emoticons": (0x1F600, 0x1F64F),
}
"""The blocks of Unicode that patterns are likely to name; another one is an error, not a silent mismatch."""

_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


def _is_name_start(character: str) -> bool:
    return character in "_:" or unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lo", "Nl")


def _is_name(character: str) -> bool:
    if _is_name_start(character) or character in ".-·":
        return True
    return unicodedata.category(character) in ("Mn", "Mc", "Nd", "Lm")


_ESCAPES: dict[str, Test] = {
    "d": lambda character: unicodedata.category(character) == "Nd",
    "w": _is_word,
    "s": lambda character: character in " \t\n\r",
    "i": _is_name_start,
    "c": _is_name,
}


def escape(letter: str) -> Test | None:
    """The test of ``\\d``, ``\\W`` and their like; None when `letter` names none."""
    test = _ESCAPES.get(letter.lower())
    return negated(test) if test is not None and letter.isupper() else test


def property_test(name: str) -> Test | None:
    """The test of ``\\p{name}``: a general category or a block; None when there is none of that name."""
    if name in _CATEGORIES:
        return lambda character: unicodedata.category(character).startswith(name)
    block = _BLOCKS.get(name.removeprefix("Is")) if name.startswith("Is") else None
    if block is None:
        return None
    first, last = block
    return lambda character: first <= ord(character) <= last


def negated(test: Test) -> Test:
    return lambda character: not test(character)


def variants(character: str) -> frozenset[str]:
    """The character in its cases, as the flag ``i`` takes them for the same."""
    return frozenset([character, character.lower(), character.upper(), character.upper().lower()])


def literal(character: str, ignore_case: bool) -> Test:
    """The test for one character."""
    if not ignore_case or len(variants(character)) == 1:
        return lambda other: other == character
    wanted = variants(character)
    return lambda other: other in wanted or not wanted.isdisjoint(variants(other))


def any_character(dot_all: bool) -> Test:
    """The test of the dot."""
    return (lambda character: True) if dot_all else (lambda character: character not in "\n\r")


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """``[a-z\\d-[aeiou]]``: ranges fold case when told to, escapes never do."""

    ranges: tuple[tuple[str, str], ...]
    tests: tuple[Test, ...]
    is_negated: bool
    subtracted: Test | None
    ignore_case: bool

    def __call__(self, character: str) -> bool:
        if self._holds(character) is self.is_negated:
            return False
        return self.subtracted is None or not self.subtracted(character)

    def _holds(self, character: str) -> bool:
        if any(test(character) for test in self.tests):
            return True
        cases = variants(character) if self.ignore_case else (character,)
        return any(first <= case <= last for first, last in self.ranges for case in cases)
