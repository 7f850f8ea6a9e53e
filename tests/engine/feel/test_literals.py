"""Literals: numbers, strings with escapes, constants, temporal values, comments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.engine.feel.evaluation import nothing, text, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1", 1),
        ("-1", -1),
        ("--1", 1),
        ("1.5", Decimal("1.5")),
        (".5", Decimal("0.5")),
        ("1.2e3", Decimal(1200)),
        ("1E-2", Decimal("0.01")),
        ("true", True),
        ("false", False),
        ("null", None),
        ('""', ""),
        ('"Trà Bồng"', "Trà Bồng"),
        ('"a\nb"', "a\nb"),
        (r'"\"\\\'\n\r\t"', "\"\\'\n\r\t"),
        (r'"\s"', r"\s"),
        (r'"Tr\u00e0"', "Trà"),
        (r'"\U01F40E"', "🐎"),
        (r'"\uD83D\uDC0E"', "🐎"),
    ],
)
def test_a_literal_is_its_value(source: str, expected: Any) -> None:
    assert value(source) == expected
    assert type(value(source)) is type(expected)


def test_numbers_have_thirty_four_digits() -> None:
    assert value("1/3") == Decimal("0." + "3" * 34)
    assert value("9999999999999999999999999999999999 + 2") == Decimal("1.000000000000000000000000000000000E+34")


def test_decimals_are_exact_where_floats_are_not() -> None:
    assert value("0.1 + 0.2 = 0.3") is True
    assert value("a + b = 0.3", a=0.1, b=0.2) is True


@pytest.mark.parametrize(
    "literal",
    [
        "2025-03-10",
        "-2025-03-10",
        "999999999-12-31",
        "2025-03-10T10:00:00",
        "2025-03-10T10:00:00Z",
        "2025-03-10T10:00:00.5+07:00",
        "2025-03-10T10:00:00@Asia/Ho_Chi_Minh",
        "10:00:00",
        "10:00:00-03:30",
        "P1DT2H3M4.5S",
        "-P1Y2M",
        "PT0S",
        "P0M",
    ],
)
def test_a_temporal_literal_is_written_as_it_was_read(literal: str) -> None:
    assert text(f'@"{literal}"') == literal


@pytest.mark.parametrize(
    "literal", ["foo", "2025-02-29", "2025-13-01", "25:00:00", "P1Y2D", "10:00:00@Nowhere/City", ""]
)
def test_a_temporal_literal_that_is_none_is_null(literal: str) -> None:
    nothing(f'@"{literal}"')


@pytest.mark.parametrize(
    "source", ["1 + /* 1 + */ 1", "1 + 1 // + 1", "/* a /* b */ c */ 2", "// đầu dòng\n2", "2 /**/"]
)
def test_comments_are_skipped_and_nest(source: str) -> None:
    assert value(source) == 2


def test_any_blank_of_unicode_separates() -> None:
    assert value("1\u00a0+\u20031\ufeff") == 2
