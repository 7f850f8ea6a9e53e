"""Cuts FEEL source into tokens (DMN 1.5, 10.3.1.2 rules 22 to 40, 61 to 65)."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.feel import limits
from engine.feel.errors import FeelLimitExceeded, FeelSyntaxError

KEYWORDS = frozenset(
    [
        "true",
        "false",
        "null",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "function",
        "external",
        "instance",
    ]
)

_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_SPACE = r"\s\u180e\u200b\ufeff"
_TOKEN = re.compile(
    rf"(?P<space>[{_SPACE}]+|//[^\n\r]*)"
    r"|(?P<comment>/\*)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    rf"|(?P<name>[{_START}][{_PART}]*)"
    r"|(?P<symbol>\*\*|<=|>=|!=|\.\.|->|[-=<>+*/()\[\]{},:.'@])",
    re.DOTALL,
)
_COMMENT_MARK = re.compile(r"/\*|\*/")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_SURROGATES = re.compile("[\ud800-\udfff]")


class Token(NamedTuple):
    """`kind` is name, keyword, number, string, symbol or end; `start` and `end` are offsets into the source."""

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int


def tokenize(source: str) -> list[Token]:
    """All tokens of `source`, the last of kind ``end``; raises FeelSyntaxError, FeelLimitExceeded."""
    if len(source) > limits.MAX_SOURCE:
        raise FeelLimitExceeded("feel.limit.source", limits.MAX_SOURCE)
    tokens: list[Token] = []
    position, line, line_start = 0, 1, 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        column = position - line_start + 1
        if match is None:
            raise _unreadable(source, position, line, column)
        kind, text, end = str(match.lastgroup), match.group(), match.end()
        if kind == "comment":
            end = _comment_end(source, position, line, column)
            text = source[position:end]
        elif kind != "space":
            if kind == "name" and text in KEYWORDS:
                kind = "keyword"
            tokens.append(Token(kind, text, position, end, line, column))
        newlines = text.count("\n")
        if newlines:
            line += newlines
            line_start = position + text.rfind("\n") + 1
        position = end
    tokens.append(Token("end", "", position, position, line, position - line_start + 1))
    return tokens


def string_value(token: Token) -> str:
    """The text that a string token stands for, its escapes resolved; unknown escapes stay as they are written."""
    if "\\" not in token.text:
        return token.text[1:-1]
    text = _ESCAPE.sub(lambda match: _escape(match, token), token.text[1:-1])
    if _SURROGATES.search(text):
        try:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            raise FeelSyntaxError("feel.syntax.surrogate", token.line, token.column) from None
    return text


def _escape(match: re.Match[str], token: Token) -> str:
    digits = match[1] or match[2]
    if digits is None:
        return _SIMPLE_ESCAPES.get(match[3], match[0])
    if int(digits, 16) > 0x10FFFF:
        raise FeelSyntaxError("feel.syntax.surrogate", token.line, token.column)
    return chr(int(digits, 16))


def _comment_end(source: str, start: int, line: int, column: int) -> int:
    depth = 0
    for mark in _COMMENT_MARK.finditer(source, start):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    raise FeelSyntaxError("feel.syntax.open_comment", line, column)


def _unreadable(source: str, position: int, line: int, column: int) -> FeelSyntaxError:
    if source[position] == '"':
        return FeelSyntaxError("feel.syntax.open_string", line, column)
    return FeelSyntaxError("feel.syntax.character", line, column, text=source[position])
