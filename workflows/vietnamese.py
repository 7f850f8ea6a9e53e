"""Vietnamese text: folding for search, the order of the alphabet and of personal names.

A syllable is its letters (with ă, â, ê, ô, ơ, ư, đ apart from a, e, o, u, d) and one tone. Where the tone mark stands
does not count, so that *hoà* and *hòa*, *thuỷ* and *thủy* are the same word; nor does the Unicode form, so that text
pasted from other systems is found too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Combining marks in the order of dictionaries: (ngang), huyền, hỏi, ngã, sắc, nặng."""

_END, _AFTER_WORD, _LEVEL = 0x00, 0x01, 0x02
_RANKS = {letter: 0x10 + rank for rank, letter in enumerate(_ALPHABET)}
_FOREIGN = 0x7F
_WORD = re.compile(r"[^\W_]+")

Word = tuple[str, tuple[int, ...]]
"""Letters in lower case without tones, and the tones (1 huyền … 5 nặng); none for ngang."""


def normalized(text: str) -> str:
    """`text` in NFC, with runs of white space as one space and none at the ends: how names are stored."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[Word, ...]:
    """The words of `text`; punctuation separates them."""
    return tuple(_word(part) for part in _WORD.findall(unicodedata.normalize("NFC", text).lower()))


def fold(text: str) -> str:
    """`text` in lower case without tones and marks, đ as d, words separated by one space.

    >>> fold("Ủy ban  NHÂN DÂN xã Trà Bồng")
    'uy ban nhan dan xa tra bong'
    """
    return " ".join(_bare(letters) for letters, _ in words(text))


def sort_key(text: str) -> bytes:
    """Bytes that compare as a dictionary orders: word by word, letters by the alphabet first, then the tone."""
    key = bytearray()
    for letters, tones in words(text):
        for letter in letters:
            rank = _RANKS.get(letter)
            key += bytes((rank,)) if rank is not None else bytes((_FOREIGN,)) + letter.encode()
        key.append(_AFTER_WORD)
        key += bytes(_LEVEL + tone for tone in tones or (0,))
    return bytes(key)


def person_sort_key(name: str) -> bytes:
    """People are ordered by given name (the last word), then family name (the first), then what is between."""
    parts = name.split()
    family, middle, given = " ".join(parts[:1]), " ".join(parts[1:-1]), " ".join(parts[-1:])
    separator = bytes((_END,))
    return separator.join(sort_key(part) for part in (given, family, middle))


def search_rank(query: str, text: str) -> int | None:
    """How well `text` answers `query`; None when it does not. Smaller is better.

    0 the same words with the same marks; 1 all words of the query are there, or begin a word, as they are written;
    2 the same without marks; 3 the query is the initials of the words ("dvk" for "Dân vận khéo").
    """
    asked, there = words(query), words(text)
    if not asked:
        return 1
    if asked == there:
        return 0
    if all(any(_begins(word, other) for other in there) for word in asked):
        return 1
    asked_bare, there_bare = fold(query).split(), fold(text).split()
    if all(any(other.startswith(word) for other in there_bare) for word in asked_bare):
        return 2
    if len(asked_bare) == 1 and "".join(word[0] for word in there_bare).startswith(asked_bare[0]):
        return 3
    return None


def _begins(word: Word, other: Word) -> bool:
    """Whether `word` is `other`, or its beginning as far as it is typed: a beginning may yet get its tone."""
    if word[0] == other[0]:
        return word[1] == other[1]
    return other[0].startswith(word[0]) and word[1] in {(), other[1]}


def _word(part: str) -> Word:
    letters: list[str] = []
    tones: list[int] = []
    for character in part:
        if character == "đ":
            letters.append(character)
            continue
        base = ""
        for mark in unicodedata.normalize("NFD", character):
            if mark in _TONES:
                tones.append(_TONES[mark])
            else:
                base += mark
        letters.append(unicodedata.normalize("NFC", base))
    return "".join(letters), tuple(tones)


def _bare(letters: str) -> str:
    decomposed = unicodedata.normalize("NFD", letters.replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
