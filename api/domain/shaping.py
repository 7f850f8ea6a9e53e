"""Turns frozen values of the domain into answers, member by member: keys as text, times and days as JSON has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, TypeVar

from msgspec import Meta, Struct

from api.call import BadParameter, Call
from api.json import instant

S = TypeVar("S", bound=Struct)

Day = Annotated[str, Meta(extra_json_schema={"format": "date"}, examples=["2025-03-24"])]
"""A day: ``2025-03-24``."""


def shape(answer: type[S], value: Any, **more: Any) -> S:
    """The answer whose members are the attributes of `value` with the same names; `more` replaces or adds some."""
    members: Mapping[str, Any] = {
        name: more[name] if name in more else _shown(name, getattr(value, name)) for name in answer.__struct_fields__
    }
    return answer(**members)


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, int) and (name == "key" or name.endswith("_key")):
        return str(value)
    if isinstance(value, list | tuple):
        return [_shown(name.removesuffix("s"), item) for item in value]
    return value


def day_parameter(call: Call, name: str) -> date | None:
    """A query parameter that is a day; raises BadParameter."""
    text = call.parameters.get(name)
    return None if text is None else read_day(text, name)


def read_day(text: str, name: str) -> date:
    """The day that ISO 8601 text names; raises BadParameter."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadParameter(name=name, value=text[:40], expected="2025-03-24") from None


def year_in_path(call: Call) -> int:
    """The year that the path names; raises BadParameter."""
    text = call.path["year"]
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise BadParameter(name="year", value=text[:40], expected="2025")
    return int(text)
