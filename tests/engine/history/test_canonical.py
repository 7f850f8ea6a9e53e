"""One value has one spelling."""

from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history.canonical import canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers() | TEXT | st.decimals(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=12)


def shuffled(value: Any) -> Any:
    """The same value with the members of every object the other way round."""
    if isinstance(value, dict):
        return {name: shuffled(inner) for name, inner in reversed(value.items())}
    if isinstance(value, list):
        return [shuffled(inner) for inner in value]
    return value


def decomposed(value: Any) -> Any:
    """The same value with every text in NFD, names of members left alone."""
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    if isinstance(value, dict):
        return {name: decomposed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [decomposed(inner) for inner in value]
    return value


@given(VALUES)
def test_the_order_of_members_does_not_matter(value: Any) -> None:
    assert canonical(shuffled(value)) == canonical(value)


@given(VALUES)
def test_the_normal_form_of_text_does_not_matter(value: Any) -> None:
    assert canonical(decomposed(value)) == canonical(value)


@given(VALUES)
def test_what_is_read_back_has_the_same_spelling(value: Any) -> None:
    # given
    once = canonical(value)

    # when
    again = canonical(msgspec.json.Decoder(float_hook=Decimal).decode(once))

    # then
    assert again == once


@given(st.recursive(st.none() | st.booleans() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_text_is_escaped_as_the_standard_library_does_it(value: Any) -> None:
    # given a value in NFC, so that only escaping and order are compared
    expected = json.dumps(json.loads(canonical(value)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    # then
    assert canonical(value).decode() == expected


def test_names_that_differ_only_by_normal_form_are_both_kept() -> None:
    # given
    value = {"\u00e9": 1, "e\u0301": 2}

    # then
    assert json.loads(canonical(value)) == value
    assert canonical(shuffled(value)) == canonical(value)


def test_an_escape_before_a_combining_mark_stays_an_escape() -> None:
    assert json.loads(canonical({"a": "\n\u0303"})) == {"a": "\n\u0303"}


def test_decimals_keep_their_digits_and_large_numbers_their_size() -> None:
    assert canonical([Decimal("15000000.50"), 2**80]) == b"[15000000.50,1208925819614629174706176]"


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), {1: "x"}, "\ud800", [object()]])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="not a JSON value"):
        canonical({"value": value} if not isinstance(value, dict) else value)


def test_the_word_nan_in_a_text_is_harmless() -> None:
    assert canonical({"name": "NaN Infinity"}) == b'{"name":"NaN Infinity"}'
