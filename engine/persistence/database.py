"""The connection pool and the codecs between rows and values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import create_engine

from engine.errors import InvalidInput

MAX_DEPTH = 100
"""How deep a variable may be nested: as deep as FEEL makes values, far below where any reader gives up."""

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")
_sorting_encoder = msgspec.json.Encoder(decimal_format="number", order="sorted")


class NotStorable(InvalidInput):
    """A value that is nested too deeply (the default), whose text is no Unicode, or a number that is none.

    Fields: limit.
    """

    code = "store.too_deep"


def open_database(url: str, *, pool_size: int = 8) -> SqlEngine:
    """A pool on `url`. Every connection is returned clean by the unit of work, so the pool need not reset it."""
    return create_engine(
        normalized_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_reset_on_return=None,
        pool_pre_ping=False,
        hide_parameters=True,  # what people wrote does not go into logs
        # psycopg forgets all prepared statements of a connection with a rollback when it has some of its own, and with
        # them those of `engine.persistence.connection`.
        connect_args={"prepare_threshold": None},
        json_deserializer=from_json,
        json_serializer=to_json,
    )


def normalized_url(url: str) -> str:
    """SQLAlchemy's name for psycopg 3, whatever common form `url` has."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def to_json(value: Any, *, is_sorted: bool = False) -> str:
    """JSON text; decimals stay numbers with every digit. Raises NotStorable."""
    try:
        return (_sorting_encoder if is_sorted else _encoder).encode(value).decode()
    except UnicodeEncodeError:
        raise NotStorable(code="store.bad_text") from None
    except RecursionError:
        raise NotStorable(limit=MAX_DEPTH) from None


def variable_to_json(value: Any) -> str:
    """JSON text of a variable, or of an object of variables. Raises NotStorable."""
    text = to_json(value)
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_deeper(value, MAX_DEPTH):
        raise NotStorable(limit=MAX_DEPTH)
    if "NaN" in text or "Infinity" in text:
        # The encoder writes such a Decimal as a bare word, which no reader takes; inside a string it is harmless.
        try:
            _decoder.decode(text)
        except msgspec.DecodeError:
            raise NotStorable(code="store.not_a_number") from None
    return text


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, (dict, list)):
        return False
    items = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in items)


def from_json(text: str | bytes) -> Any:
    """The value of JSON text; numbers with a fraction become Decimal, so that nothing is lost."""
    return _decoder.decode(text)


def from_json_as(kind: Any, text: bytes) -> Any:
    """The value of type `kind` that `to_json` wrote."""
    return msgspec.json.Decoder(kind, float_hook=Decimal).decode(text)
