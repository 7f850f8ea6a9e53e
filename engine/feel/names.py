"""Finds names of several words, such as ``date and time`` or ``Tổng số ngày``, among tokens: the longest known one.

FEEL names may hold spaces, keywords and the symbols ``. / - ' + *`` (DMN 1.5, 10.3.1.4), so only knowing which names
exist tells where one ends. Unknown names are words side by side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from engine.feel import limits
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import Token, tokenize

NAME_SYMBOLS = frozenset(["+", "-", "*", "/", ".", "'", "**"])


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """The texts of the tokens of a name; empty for what no expression can spell."""
    try:
        return tuple(unicodedata.normalize("NFC", token.text) for token in tokenize(name)[:-1])
    except FeelSyntaxError:
        return ()


class KnownNames:
    """The names of more than one token that may occur at some place, nested as the scopes of the source are."""

    __slots__ = ("_by_parts", "_lengths", "_outer")

    def __init__(self, names: Iterable[str] = (), outer: KnownNames | None = None) -> None:
        self._by_parts: dict[tuple[str, ...], str] = {}
        self._lengths: dict[str, set[int]] = {}
        self._outer = outer
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make `name` known from here on."""
        texts = parts(name)
        if 1 < len(texts) <= limits.MAX_NAME_PARTS:
            self._by_parts[texts] = name
            self._lengths.setdefault(texts[0], set()).add(len(texts))

    def longest(self, tokens: Sequence[Token], index: int) -> tuple[int, str] | None:
        """The number of tokens and the spelling of the longest known name that starts at `index`."""
        best: tuple[int, str] | None = None
        first = unicodedata.normalize("NFC", tokens[index].text)
        scope: KnownNames | None = self
        while scope is not None:
            for length in scope._lengths.get(first, ()):
                if best is None or length > best[0]:
                    texts = (unicodedata.normalize("NFC", token.text) for token in tokens[index : index + length])
                    name = scope._by_parts.get(tuple(texts))
                    best = best if name is None else (length, name)
            scope = scope._outer
        return best


def words(tokens: Sequence[Token], index: int) -> int:
    """How many tokens from `index` on are words (or whole numbers after a word) that can only be one name."""
    count = 1
    while tokens[index + count].kind == "name" or (
        tokens[index + count].kind == "number" and tokens[index + count].text.isdigit()
    ):
        count += 1
    return count


def spelling(tokens: Sequence[Token], start: int, end: int) -> str:
    """The name that tokens `start` to `end` (exclusive) spell: blanks where the source has them, as one space."""
    texts = [tokens[start].text]
    for before, token in zip(tokens[start : end - 1], tokens[start + 1 : end], strict=True):
        texts.append(token.text if before.end == token.start else " " + token.text)
    return unicodedata.normalize("NFC", "".join(texts))
