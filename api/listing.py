"""Searching in what is already in memory, by the same requests and with the same answers as the store's searches."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from api.json import FoundAnswer, PageAnswer
from engine.queries.search import BadCursor, Condition, Page, Search, UnknownField, VariableCondition

T = TypeVar("T")

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda have, want: have == want,
    "neq": lambda have, want: have != want,
    "gt": lambda have, want: have is not None and have > want,
    "gte": lambda have, want: have is not None and have >= want,
    "lt": lambda have, want: have is not None and have < want,
    "lte": lambda have, want: have is not None and have <= want,
    "in": lambda have, want: have in want,
    "notIn": lambda have, want: have not in want,
    "exists": lambda have, want: (have is not None) == want,
    "like": lambda have, want: have is not None and _like(want).fullmatch(have) is not None,
}


def page_of(items: list[T], search: Search, field: Callable[[T, str], Any]) -> FoundAnswer[T]:
    """One page of `items`; `field` gives an item's value under the name that the search uses for it."""
    chosen = [item for item in items if all(_holds(item, condition, field) for condition in search.conditions)]
    for name, is_descending in reversed(search.sort):
        # Null comes last in both directions, as in the store.
        known = [item for item in chosen if field(item, name) is not None]
        unknown = [item for item in chosen if field(item, name) is None]
        chosen = sorted(known, key=lambda item: field(item, name), reverse=is_descending) + unknown
    begin = _begin(search.page, len(chosen))
    shown = chosen[begin : begin + search.page.limit]
    return FoundAnswer(
        items=shown,
        page=PageAnswer(
            total_items=len(chosen),
            has_more_total_items=False,
            start_cursor=_cursor(begin) if shown else None,
            end_cursor=_cursor(begin + len(shown) - 1) if shown else None,
        ),
    )


def _holds(item: T, condition: Condition | VariableCondition, field: Callable[[T, str], Any]) -> bool:
    if isinstance(condition, VariableCondition):
        raise UnknownField(field=condition.name, entity="variables", known="")
    if condition.operator == "exists" and condition.field == "key":
        return bool(condition.value)
    return _COMPARISONS[condition.operator](field(item, condition.field), condition.value)


def _begin(page: Page, count: int) -> int:
    if page.after is not None:
        return _position(page.after) + 1
    if page.before is not None:
        return max(0, min(_position(page.before), count) - page.limit)
    return page.offset


def _cursor(position: int) -> str:
    return base64.b64encode(b"%d" % position).decode()


def _position(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError):
        raise BadCursor(cursor=cursor) from None


def _like(pattern: str) -> re.Pattern[str]:
    """``*`` and ``?`` stand for any text and any character; a backslash takes that meaning away."""
    parts = re.findall(r"\\(.)|(.)", pattern, re.DOTALL)
    wild = {"*": ".*", "?": "."}
    return re.compile(
        "".join(re.escape(escaped) or wild.get(plain, re.escape(plain)) for escaped, plain in parts), re.DOTALL
    )
