"""Arithmetic, comparison and three-valued logic."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.feel import FeelLimitExceeded
from tests.engine.feel.evaluation import evaluate, nothing, text, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("100 / 10 / 5", 2),
        ("7 / 2", Decimal("3.5")),
        ("3 ** 4 ** 5", 3486784401),
        ("-3 ** 2", 9),
        ("2 ** -1", Decimal("0.5")),
        ("2 * -loan", -6),
        ("4 ** 0.5", 2),
        ("0 ** 0", 1),
        ('"a" + "b"', "ab"),
        ("1 + 1 = 2 and 2 > 1", True),
        ("-a", -3),
    ],
)
def test_arithmetic(source: str, expected: Any) -> None:
    assert value(source, loan=3, a=3) == expected


@pytest.mark.parametrize(
    "source",
    ["1 / 0", "0 ** -1", "(-4) ** 0.5", '1 + "a"', '"a" - "b"', "true + 1", "null + 1", "[1] * 2", "-true", '-"a"'],
)
def test_what_cannot_be_calculated_is_null_with_a_reason(source: str) -> None:
    nothing(source)


@pytest.mark.parametrize(
    "source", ["2 ** 999999999", "9 ** 9 ** 9 ** 9 ** 9", "1e6000 * 1e6000", "exp(1e9)", "1e99999"]
)
def test_a_number_beyond_decimal128_is_refused(source: str) -> None:
    with pytest.raises(FeelLimitExceeded, match="6144"):
        evaluate(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 = 1.0", True),
        ("1 != 2", True),
        ('"a" < "b"', True),
        ("2 >= 2", True),
        ("null = null", True),
        ("null = 1", False),
        ("1 != null", True),
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [2, 1]", False),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 1, b: 2}", False),
        ("[1..2] = [1..2]", True),
        ("[1..2] = [1..2)", False),
        ("true = false", False),
        ("5 between 1 and 10", True),
        ("0 between 1 and 10", False),
        ("5 between 1 and 10 and true", True),
        ('@"PT24H" = @"P1D"', True),
        ('@"2025-03-10T10:00:00+07:00" = @"2025-03-10T03:00:00Z"', True),
        ('@"10:00:00+07:00" = @"03:00:00Z"', True),
        ('@"2025-03-10T10:00:00" = @"2025-03-10T10:00:00Z"', False),
        ('@"2025-03-10" < @"2025-03-11"', True),
    ],
)
def test_comparison(source: str, expected: bool) -> None:
    assert value(source) is expected


@pytest.mark.parametrize(
    "source",
    [
        '1 = "1"',
        "1 != true",
        "1 < null",
        'null >= "a"',
        '1 < "2"',
        "true < false",
        "[1] < [2]",
        '@"2025-03-10" < @"2025-03-10T00:00:00"',
        '@"2025-03-10T10:00:00" < @"2025-03-10T10:00:00Z"',
        "null between 1 and 2",
    ],
)
def test_what_cannot_be_compared_is_null_with_a_reason(source: str) -> None:
    nothing(source)


_T, _F, _N = "true", "false", "null"


@pytest.mark.parametrize(
    ("left", "right", "conjunction", "disjunction"),
    [
        (_T, _T, True, True),
        (_T, _F, False, True),
        (_T, _N, None, True),
        (_F, _T, False, True),
        (_F, _F, False, False),
        (_F, _N, False, None),
        (_N, _T, None, True),
        (_N, _F, False, None),
        (_N, _N, None, None),
    ],
)
def test_logic_has_three_values(left: str, right: str, conjunction: bool | None, disjunction: bool | None) -> None:
    assert value(f"{left} and {right}") is conjunction
    assert value(f"{left} or {right}") is disjunction


def test_what_is_no_boolean_counts_as_null_in_logic_and_is_reported() -> None:
    assert evaluate("false and 1").value is False
    assert nothing("true and 1") == ("Điều kiện của and không phải đúng hoặc sai mà là number.",)


@pytest.mark.parametrize(("source", "expected"), [("not(true)", False), ("not(false)", True), ("not(null)", None)])
def test_not_has_three_values(source: str, expected: bool | None) -> None:
    assert evaluate(source).value is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if a > 1 then 1 else 2", 1),
        ("if null then 1 else 2", 2),
        ("if a = 1 then 1 else if a = 3 then 3 else 4", 3),
        ("1 + if true then 1 else 2", 2),
    ],
)
def test_if(source: str, expected: int) -> None:
    assert value(source, a=3) == expected


def test_a_long_chain_of_operators_is_not_nesting() -> None:
    count = 3_000

    assert value(" + ".join(["1"] * count)) == count
    assert value(" and ".join(["a = 1"] * count), a=1) is True
    assert value("if a = 0 then 0 else " * count + "5", a=1) == 5


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@"2025-01-31" + @"P1M"', "2025-02-28"),
        ('@"2024-02-29" - @"P1Y"', "2023-02-28"),
        ('@"P1D" + @"2025-03-10"', "2025-03-11"),
        ('@"2025-03-10" - @"PT1H"', "2025-03-09"),
        ('@"2025-03-10T10:00:00" + @"PT14H"', "2025-03-11T00:00:00"),
        ('@"23:00:00" + @"PT2H"', "01:00:00"),
        ('@"2025-03-10" - @"2025-03-01"', "P9D"),
        ('@"2025-03-10T10:00:00Z" - @"2025-03-10T10:00:00+07:00"', "PT7H"),
        ('@"10:00:00" - @"09:30:00"', "PT30M"),
        ('@"P1D" * 1.5', "P1DT12H"),
        ('2 * @"P1Y1M"', "P2Y2M"),
        ('@"P1Y" / 5', "P2M"),
        ('@"P1D" / @"PT6H"', "4"),
        ('@"P1Y" / @"P1M"', "12"),
        ('-@"P1D"', "-P1D"),
        ('@"P1D" - @"PT1H"', "PT23H"),
        ('@"2025-03-09T02:30:00@America/New_York" + @"PT1H"', "2025-03-09T04:30:00@America/New_York"),
    ],
)
def test_temporal_arithmetic(source: str, expected: str) -> None:
    assert text(source) == expected


@pytest.mark.parametrize(
    "source",
    ['@"P1D" + @"P1M"', '@"P1D" / 0', '@"10:00:00" + @"P1M"', '@"2025-03-10T10:00:00" - @"2025-03-10T10:00:00Z"'],
)
def test_temporal_arithmetic_that_means_nothing_is_null(source: str) -> None:
    nothing(source)


@pytest.mark.parametrize(
    "source", ['@"999999999-12-31" + @"P1D"', '@"2025-01-01" + @"P999999999Y"', '@"P999999999Y" * 10', '@"P1D" * 1e30']
)
def test_dates_and_durations_beyond_the_bounds_are_refused(source: str) -> None:
    with pytest.raises(FeelLimitExceeded, match="999999999"):
        evaluate(source)
