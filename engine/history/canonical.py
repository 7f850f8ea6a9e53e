"""One spelling in bytes for one JSON value, so that a digest means the value and not the way it was written."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted", decimal_format="number")


def canonical(value: Any) -> bytes:
    """UTF-8 JSON of `value`: members sorted by name, no blanks, text in Unicode NFC, decimals with their digits.

    Takes JSON values, tuples, aware datetimes (RFC 3339), enums and dataclasses. Members of one object whose names
    differ only by normalisation keep their names, so that none is lost. Raises ValueError for what JSON cannot say:
    names that are not text, NaN and Infinity as Decimal, half a surrogate pair.
    """
    try:
        data = _encoder.encode(value)
        text = data.decode()
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            data = _encoder.encode(_normalized(msgspec.to_builtins(value, builtin_types=(Decimal,))))
        if b"NaN" in data or b"Infinity" in data:
            # The encoder writes such a Decimal as a bare word; inside a string the words are harmless.
            msgspec.json.decode(data)
    except (TypeError, UnicodeEncodeError, msgspec.DecodeError) as error:
        raise ValueError(f"not a JSON value: {error}") from error
    return data


def _normalized(value: Any) -> Any:
    """`value` with every string in NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_normalized(item) for item in value]
    if isinstance(value, dict):
        names = [unicodedata.normalize("NFC", name) for name in value]
        is_clash_free = len(set(names)) == len(names)
        kept = names if is_clash_free else list(value)
        return {name: _normalized(item) for name, item in zip(kept, value.values(), strict=True)}
    return value
