"""Reads the JSON of a form file without trusting it.

RFC 8259 leaves duplicate member names, depth and size to the reader; here each has one answer, a refusal.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64


class JsonRefused(Exception):
    """The bytes are not JSON that we read; `code` and `fields` make the message, `line` counts from 1."""

    def __init__(self, code: str, line: int | None = None, **fields: Any) -> None:
        self.code = code
        self.line = line
        self.fields = fields
        super().__init__(code)


def load(data: bytes) -> Any:
    """Return the JSON value; fractions are Decimal. Raises JsonRefused."""
    if len(data) > MAX_BYTES:
        raise JsonRefused("form.too_large", limit=MAX_BYTES // 1024)
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise JsonRefused("form.not_utf8", offset=error.start) from None
    except json.JSONDecodeError as error:
        raise JsonRefused("form.not_json", line=error.lineno, line_number=error.lineno, column=error.colno) from None
    except RecursionError:
        raise JsonRefused("form.too_deep", limit=MAX_DEPTH) from None
    except ValueError:  # CPython refuses integers of more than 4,300 digits
        raise JsonRefused("form.number_too_long") from None
    _check_depth(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise JsonRefused("form.duplicate_name", name=name[:60])
            seen.add(name)
    return result


def _refuse_constant(name: str) -> Any:
    raise JsonRefused("form.not_a_json_number", name=name)


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _children(outer)]
        if not level:
            return
    raise JsonRefused("form.too_deep", limit=MAX_DEPTH)


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
