"""Searching in memory gives pages as the store does."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.listing import page_of
from engine.queries.search import BadCursor, Condition, Page, Search

Item = dict[str, Any]


def field(item: Item, name: str) -> Any:
    return item[name]


ITEMS: list[Item] = [{"name": name, "size": size} for name, size in (("b", 2), ("a", None), ("c*", 3), ("a", 1))]


@pytest.mark.parametrize(
    ("operator", "value", "names"),
    [
        ("eq", "a", ["a", "a"]),
        ("neq", "a", ["b", "c*"]),
        ("in", ["b", "x"], ["b"]),
        ("notIn", ["b", "c*"], ["a", "a"]),
        ("like", "?", ["b", "a", "a"]),
        ("like", "c\\*", ["c*"]),
        ("like", "*", ["b", "a", "c*", "a"]),
        ("gt", "a", ["b", "c*"]),
        ("gte", "b", ["b", "c*"]),
        ("lt", "b", ["a", "a"]),
        ("lte", "b", ["b", "a", "a"]),
        ("exists", True, ["b", "a", "c*", "a"]),
    ],
)
def test_conditions_choose(operator: str, value: Any, names: list[str]) -> None:
    page = page_of(ITEMS, Search(conditions=(Condition("name", operator, value),)), field)

    assert [item["name"] for item in page.items] == names


def test_unknown_values_come_last_in_both_directions() -> None:
    for is_descending, sizes in ((False, [1, 2, 3, None]), (True, [3, 2, 1, None])):
        page = page_of(ITEMS, Search(sort=(("size", is_descending),)), field)
        assert [item["size"] for item in page.items] == sizes


@given(st.integers(0, 12), st.integers(1, 5))
def test_pages_forward_and_back_make_the_whole(count: int, limit: int) -> None:
    # given
    items: list[Item] = [{"size": number} for number in range(count)]
    seen: list[Item] = []
    pages = []
    after = None

    # when
    while (found := page_of(items, Search(page=Page(limit=limit, after=after)), field)).items:
        pages.append(found)
        seen += found.items
        after = found.page.end_cursor

    # then
    assert seen == items
    for earlier, later in pairwise(pages):
        back = page_of(items, Search(page=Page(limit=limit, before=later.page.start_cursor)), field)
        assert back.items == earlier.items


@pytest.mark.parametrize("cursor", ["x", "%%", "YWJj"])
def test_a_cursor_from_elsewhere_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        page_of(ITEMS, Search(page=Page(after=cursor)), field)
