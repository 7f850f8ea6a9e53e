"""The connection pool and the codecs between rows and values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import create_engine

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


def open_database(url: str, *, pool_size: int = 8) -> SqlEngine:
    """A pool on `url`. Every connection is returned clean by the unit of work, so the pool need not reset it."""
    return create_engine(
        normalized_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_reset_on_return=None,
        pool_pre_ping=False,
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


def to_json(value: Any) -> str:
    """JSON text; decimals stay numbers with every digit."""
    return _encoder.encode(value).decode()


def from_json(text: str | bytes) -> Any:
    """The value of JSON text; numbers with a fraction become Decimal, so that nothing is lost."""
    return _decoder.decode(text)
