"""JSON values in and out of the runner, as the engine's store would have them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def stored(value: Any) -> Any:
    """`value` after a way through JSON: a number with a fraction becomes Decimal. Raises TypeError for no JSON."""
    return _decoder.decode(_encoder.encode(value))


def shown(value: Any, limit: int = 300) -> str:
    """`value` as short JSON text for people."""
    text = _encoder.encode(value).decode()
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def difference(expected: Any, found: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """The first place where `found` is not as `expected`: its path and both values; None when there is none.

    An object may have more keys than expected. A key that is missing is a difference, even where null is expected.
    """
    if isinstance(expected, dict) and isinstance(found, dict):
        for name, value in expected.items():
            place = f"{path}.{name}" if path else name
            if name not in found:
                return place, value, None
            deeper = difference(value, found[name], place)
            if deeper is not None:
                return deeper
        return None
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = zip(expected, found, strict=True)
        deeper_ones = (difference(one, other, f"{path}[{n}]") for n, (one, other) in enumerate(pairs))
        return next((each for each in deeper_ones if each is not None), None)
    is_same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return None if is_same else (path, expected, found)
