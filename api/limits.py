"""Reads the body of a request within limits of size and depth."""

from __future__ import annotations

import re

from api.errors import BodyTooLarge
from engine.errors import InvalidInput

JSON_BYTES = 4 * 1024 * 1024
"""Largest JSON body. Files have a limit of their own (QUYTRINH_UPLOAD_MEGABYTES)."""
DEPTH = 100
"""Deepest nesting of JSON arrays and objects."""

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


class TooDeep(InvalidInput):
    """JSON nested too deeply. Fields: limit."""

    code = "http.too_deep"


class NulCharacter(InvalidInput):
    """The store cannot keep a text with the character NUL."""

    code = "http.nul_character"


def check_length(length: bytes | None, limit: int) -> None:
    """Refuse a body by its Content-Length before it is read; raises BodyTooLarge."""
    if length is not None and length.isdigit() and int(length) > limit:
        raise BodyTooLarge(limit=limit // 1024)


def check_json(body: bytes) -> None:
    """Refuse JSON that is nested too deeply or has a NUL in it; raises TooDeep, NulCharacter."""
    if body.count(b"[") + body.count(b"{") > DEPTH and _depth(body) > DEPTH:
        raise TooDeep(limit=DEPTH)
    if rb"\u0000" in body and re.search(rb"(?<!\\)(?:\\\\)*\\u0000", body):
        raise NulCharacter


def _depth(body: bytes) -> int:
    deepest = depth = 0
    for token in _TOKEN.finditer(body):
        first = body[token.start()]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first in b"]}":
            depth -= 1
    return deepest
