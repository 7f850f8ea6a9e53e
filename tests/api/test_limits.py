"""Depth and NUL are found in the bytes of JSON, before it is decoded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.limits import DEPTH, NulCharacter, TooDeep, check_json

VALUES = st.recursive(
    st.one_of(st.none(), st.integers(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=20,
)


def has_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any("\0" in name or has_nul(member) for name, member in value.items())
    if isinstance(value, list):
        return any(map(has_nul, value))
    return isinstance(value, str) and "\0" in value


@given(VALUES)
def test_a_nul_is_found_wherever_it_is_and_nowhere_else(value: Any) -> None:
    body = json.dumps(value).encode()

    if has_nul(value):
        with pytest.raises(NulCharacter):
            check_json(body)
    else:
        check_json(body)


@given(st.integers(1, 2 * DEPTH), st.booleans(), st.text())
def test_depth_is_counted_outside_of_texts(depth: int, is_object: bool, text: str) -> None:
    value: Any = text.replace("\0", "")
    for _ in range(depth):
        value = {"[{": value} if is_object else [value, "[" * 200]
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")

    if depth > DEPTH:
        with pytest.raises(TooDeep):
            check_json(body)
    else:
        check_json(body)


@pytest.mark.parametrize("body", [b'"' * 100_001, b'"\\' * 50_000, b"[" * 100_000, b'["' * 50_000])
def test_broken_json_is_looked_at_in_linear_time(body: bytes) -> None:
    try:
        check_json(body)
    except TooDeep:
        assert body.startswith(b"[")
