"""JSON as the API speaks it: camelCase members, keys as decimal strings, times in UTC with milliseconds.

Bodies and answers are msgspec structs: a `Body` refuses members it does not know, an `Answer` always writes every
member, null where there is nothing (``api-v2`` §1). Numbers with a fraction are read as Decimal and written with
every digit.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from engine.errors import InvalidInput
from engine.queries.search import Found

T = TypeVar("T")

Key = Annotated[str, Meta(pattern=r"^-?[0-9]{1,25}$", examples=["2251799813685249"])]
"""A key: a decimal number as text, since JavaScript's numbers are too short for it."""

Instant = Annotated[str, Meta(extra_json_schema={"format": "date-time"}, examples=["2025-03-10T01:00:00.000Z"])]
"""A moment in UTC: ``2025-03-10T01:00:00.000Z``."""

Variables = dict[str, Any]
"""Process variables by name; any JSON value."""

LARGEST_KEY = 2**63 - 1


class BadKey(InvalidInput):
    """A key that is no decimal number, or is too large. Fields: value, name."""

    code = "http.bad_key"


class BadInstant(InvalidInput):
    """A text that is no date and time with a zone. Fields: value, name."""

    code = "http.bad_instant"


class Body(Struct, rename="camel", forbid_unknown_fields=True):
    """Base of what clients send."""


class Answer(Struct, rename="camel"):
    """Base of what clients get."""


class PageAnswer(Answer):
    """Where a page of results stands; the cursors go into `after` and `before` of the next search."""

    total_items: int
    has_more_total_items: bool
    start_cursor: str | None
    end_cursor: str | None


class ItemsAnswer(Answer, Generic[T]):
    """A list that has no pages."""

    items: list[T]


class FoundAnswer(Answer, Generic[T]):
    """One page of results."""

    items: list[T]
    page: PageAnswer


def found(result: Found, convert: Callable[[dict[str, Any]], T]) -> FoundAnswer[T]:
    """The answer to a search: each row converted, and where the page stands."""
    return FoundAnswer(
        items=[convert(row) for row in result.rows],
        page=PageAnswer(
            total_items=result.total,
            has_more_total_items=result.has_more_total,
            start_cursor=result.start_cursor,
            end_cursor=result.end_cursor,
        ),
    )


def key_or_none(key: int | None) -> str | None:
    """A key as text."""
    return None if key is None else str(key)


def instant(value: datetime) -> str:
    """A moment as text: UTC, milliseconds, ``Z``."""
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.isoformat(timespec="milliseconds")[:-6] + "Z"


def instant_or_none(value: datetime | None) -> str | None:
    """A moment as text, or nothing."""
    return None if value is None else instant(value)


def read_key(text: str, name: str) -> int:
    """The number of a key; raises BadKey. `name` says in the message which key is meant."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 25 or abs(int(text)) > LARGEST_KEY:
        raise BadKey(value=text[:40], name=name)
    return int(text)


def read_instant(text: str, name: str) -> datetime:
    """The moment that ISO 8601 text names; raises BadInstant for one without a zone."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise BadInstant(value=text[:40], name=name) from None
    if value.tzinfo is None:
        raise BadInstant(value=text[:40], name=name)
    return value.astimezone(UTC)


@cache
def decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    """The decoder of a type of body."""
    return msgspec.json.Decoder(type_, float_hook=Decimal)


encode = msgspec.json.Encoder(decimal_format="number").encode
"""An answer as JSON bytes."""
