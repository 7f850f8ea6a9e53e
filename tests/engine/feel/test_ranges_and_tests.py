"""Ranges, `in`, and the unary tests of decision tables."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.feel.evaluation import evaluate, judge, nothing, text, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 in [1..3]", True),
        ("1 in (1..3]", False),
        ("1 in ]1..3]", False),
        ("3 in [1..3)", False),
        ("3 in [1..3[", False),
        ("2 in ]1..3[", True),
        ("5 in < 6", True),
        ("5 in (< 5)", False),
        ("5 in (1, 5)", True),
        ("5 in (< 3, > 4)", True),
        ("5 in =5", True),
        ("5 in !=5", False),
        ("5 in [1, 5]", True),
        ("5 in [[1..2], [4..6]]", True),
        ("[1] in [[1], [2]]", True),
        ("[1, 2] in [1, 2]", True),
        ('"b" in ["a".."c"]', True),
        ("x in [low..high]", True),
        ('@"2025-03-10" in [@"2025-01-01"..@"2025-12-31"]', True),
        ("1 in [2..3] or 2 in [2..3]", True),
        ('5 in "a"', False),
        ("null in [null]", True),
    ],
)
def test_in(source: str, expected: bool) -> None:
    assert value(source, x=5, low=1, high=10) is expected


@pytest.mark.parametrize("source", ["null in [1..10]", '"a" in [1..10]'])
def test_what_cannot_be_compared_with_a_range_is_neither_in_nor_out(source: str) -> None:
    assert evaluate(source).value is None


@pytest.mark.parametrize("source", ["[1..null]", "[null..1]", '[1.."a"]', "(!= 1)"])
def test_a_range_without_proper_ends_is_null(source: str) -> None:
    nothing(source)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("[1..3]", "[1..3]"),
        ("]1..3[", "(1..3)"),
        ("(< 3)", "(< 3)"),
        ("(>= 3)", "(>= 3)"),
        ("(= 3)", "[3..3]"),
        ('["a".."b")', '["a".."b")'),
        ('range("[1..3)")', "[1..3)"),
        ('range("(date(\\"2025-01-01\\")..date(\\"2025-02-01\\")]")', "(2025-01-01..2025-02-01]"),
    ],
)
def test_ranges_are_values(source: str, written: str) -> None:
    assert text(source) == written


@pytest.mark.parametrize("source", ['range("1")', 'range("[x..2]")', 'range("[3..1]")', 'range("[1")', "range(1)"])
def test_a_text_that_is_no_range_is_null(source: str) -> None:
    nothing(source)


def test_ranges_have_properties() -> None:
    assert value("[[1..3).start, [1..3).end, [1..3).start included, [1..3).end included]") == [1, 3, True, False]


@pytest.mark.parametrize(
    ("tests", "given", "verdict"),
    [
        ("-", 1, True),
        ("5", 5, True),
        ("5", 6, False),
        ("< 5", 4, True),
        (">= 5, < 2", 3, False),
        ("[1..5]", 3, True),
        ("]1..5[", 5, False),
        ('"cao", "rất cao"', "cao", True),
        ('not("cao")', "thấp", True),
        ('not("cao", "vừa")', "vừa", False),
        ("not(< 5)", 7, True),
        ("null", None, True),
        ("null", 1, False),
        ("< 5", None, None),
        ("? > 3", 4, True),
        ("? > 3 and ? < 5", 7, False),
        ('starts with(?, "A")', "An", True),
        ('not(starts with(?, "A"))', "An", False),
        ("limit", 10, True),
        ("> limit", 11, True),
        ("limits", 20, True),
        ("true", True, True),
        ("false", True, False),
        ('@"2025-03-10"', "x", False),
        ("[1, 2, 3]", 2, True),
        ("1 + 1", 2, True),
    ],
)
def test_unary_tests(tests: str, given: Any, verdict: bool | None) -> None:
    assert judge(tests, given, limit=10, limits=[10, 20]) is verdict


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("before(1, 10)", True),
        ("before(1, [1..10])", False),
        ("before(1, (1..10])", True),
        ("before([1..5), 5)", True),
        ("before([1..5], [5..10])", False),
        ("after(12, [2..5])", True),
        ("after([6..10], [1..5])", True),
        ("meets([1..5], [5..10])", True),
        ("meets([1..5), [5..10])", False),
        ("met by([5..10], [1..5])", True),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps([1..5), [5..8])", False),
        ("overlaps before([1..5], [3..8])", True),
        ("overlaps before([3..8], [1..5])", False),
        ("overlaps after([3..8], [1..5])", True),
        ("overlaps after([1..5], [1..5])", False),
        ("finishes(10, [1..10])", True),
        ("finishes(10, [1..10))", False),
        ("finishes([5..10], [1..10])", True),
        ("finished by([1..10], 10)", True),
        ("finished by([1..10], [5..10])", True),
        ("includes([1..10], 5)", True),
        ("includes([1..10), 10)", False),
        ("includes([1..10], [4..6])", True),
        ("includes((1..10], [1..5])", False),
        ("during(5, [1..10])", True),
        ("during((1..10), [1..10])", True),
        ("starts(1, [1..5])", True),
        ("starts([1..5], [1..10])", True),
        ("starts((1..5], [1..10])", False),
        ("started by([1..10], [1..5])", True),
        ("coincides([1..5], [1..5])", True),
        ("coincides(3, 4)", False),
        ("includes((> 5), 100)", True),
        ("overlaps((< 5), (> 3))", True),
        ("before((< 5), (> 5))", True),
    ],
)
def test_functions_over_ranges(source: str, expected: bool) -> None:
    assert value(source) is expected
