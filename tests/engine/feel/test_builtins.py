"""Built-in functions but those over ranges and regular expressions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.feel import compile_expression
from tests.engine.feel.evaluation import CONTEXT, evaluate, nothing, text, value

STRINGS = [
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", 3, 3)', "oba"),
    ('substring("foobar", -2, 1)', "a"),
    ('substring("🐎ab", 2)', "ab"),
    ('string length("Trà")', 3),
    ('upper case("đạt")', "ĐẠT"),
    ('lower case("ĐẠT")', "đạt"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring before("foobar", "xyz")', ""),
    ('substring after("foobar", "ob")', "ar"),
    ('substring after("", "a")', ""),
    ('contains("foobar", "of")', False),
    ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True),
    ('string join(["a", "b", null], "_")', "a_b"),
    ('string join(["a", "b"])', "ab"),
    ("string join([])", ""),
]
LISTS = [
    ("list contains([1, null], null)", True),
    ("count([1, [2, 3]])", 2),
    ("min([1, 5, 2])", 1),
    ("max(1, 5, 2)", 5),
    ('max(["a", "c", "b"])', "c"),
    ("min([])", None),
    ("sum(1, 2, 3)", 6),
    ("sum([0.1, 0.2])", Decimal("0.3")),
    ("sum([])", None),
    ("sum(5)", 5),
    ("mean([1, 2, 3])", 2),
    ("mean(1)", 1),
    ("product([2, 3, 4])", 24),
    ("median(8, 2, 5, 3, 4)", 4),
    ("median([6, 1, 2, 3])", Decimal("2.5")),
    ("median([])", None),
    ("mode(6, 3, 9, 6, 6)", [6]),
    ("mode([6, 1, 9, 6, 1])", [1, 6]),
    ("mode([])", []),
    ("all([true, null, false])", False),
    ("all([true, null])", None),
    ("all([])", True),
    ("any([false, null, true])", True),
    ("any([])", False),
    ("sublist([4, 5, 6], 1, 2)", [4, 5]),
    ("sublist([4, 5, 6], -2)", [5, 6]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1, 2], [3])", [1, 2, 3]),
    ("insert before([1, 3], 1, 2)", [2, 1, 3]),
    ("insert before([1, 3], -1, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], 2)", [1, 3]),
    ("list replace([2, 4, 7, 8], 3, 6)", [2, 4, 6, 8]),
    ("list replace([2, 4, 7, 8], -3, 6)", [2, 6, 7, 8]),
    ("reverse([1, 2, 3])", [3, 2, 1]),
    ("index of([1, 2, 3, 2], 2)", [2, 4]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("distinct values([1, 2, 1.0, null, null])", [1, 2, None]),
    ("flatten([[1, [2, 3]], [], 4])", [1, 2, 3, 4]),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ('sort(list: ["b", "a"], precedes: function(x, y) x < y)', ["a", "b"]),
]
NUMBERS = [
    ("decimal(1/3, 2)", Decimal("0.33")),
    ("decimal(1.5, 0)", 2),
    ("decimal(2.5, 0)", 2),
    ("decimal(1234, -2)", 1200),
    ("floor(-1.5)", -2),
    ("floor(-1.56, 1)", Decimal("-1.6")),
    ("ceiling(1.5)", 2),
    ("ceiling(-1.56, 1)", Decimal("-1.5")),
    ("round up(-5.5, 0)", -6),
    ("round down(5.5, 0)", 5),
    ("round half up(5.5, 0)", 6),
    ("round half up(-2.5, 0)", -3),
    ("round half down(5.5, 0)", 5),
    ("round half down(1.126, 2)", Decimal("1.13")),
    ("abs(-10.5)", Decimal("10.5")),
    ("modulo(12, 5)", 2),
    ("modulo(-12, 5)", 3),
    ("modulo(12, -5)", -3),
    ("modulo(10.1, 4.5)", Decimal("1.1")),
    ("modulo(-10.1, 4.5)", Decimal("3.4")),
    ("sqrt(16)", 4),
    ("decimal(log(10), 8)", Decimal("2.30258509")),
    ("decimal(exp(5), 8)", Decimal("148.41315910")),
    ("odd(5)", True),
    ("odd(-5)", True),
    ("even(2.5)", False),
    ("even(0)", True),
    ("decimal(stddev([2, 4, 7, 5]), 6)", Decimal("2.081666")),
]
CONVERSIONS = [
    ('number("1 000,5", " ", ",")', Decimal("1000.5")),
    ('number("1.000.000,01", ".", ",")', Decimal("1000000.01")),
    ('number("12")', 12),
    ('number("-1.5e2")', -150),
    ("string(1.50)", "1.5"),
    ("string(1e3)", "1000"),
    ("string(0.0000001)", "0.0000001"),
    ("string(null)", None),
    ("string(true)", "true"),
    ('string([1, "a", null, {b c: 2, "d-e": "x\\"y"}])', '[1, "a", null, {b c: 2, "d-e": "x\\"y"}]'),
    ("not(true)", False),
]
CONTEXTS = [
    ('get value({a: 1}, "a")', 1),
    ('get value({a: {b: 2}}, ["a", "b"])', 2),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
    ('context put({}, ["a", "b"], 1)', {"a": {"b": 1}}),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
]
CALENDAR = [
    ('day of year(@"2025-03-10")', 69),
    ('day of week(@"2025-03-10")', "Monday"),
    ('month of year(@"2025-03-10T10:00:00")', "March"),
    ('week of year(@"2005-01-01")', 53),
    ('week of year(@"2025-03-10")', 11),
    ('is(@"2025-03-10", @"10:00:00")', False),
    ('is(@"23:00:50Z", @"23:00:50")', False),
    ('is(@"23:00:50Z", @"23:00:50+00:00")', True),
    ("is([1, {a: 2}], [1, {a: 2}])", True),
]
CAMUNDA = [
    ("is defined(x)", True),
    ("is defined(y)", False),
    ("is defined({a: null}.a)", True),
    ("is defined({a: 1}.b)", False),
    ("get or else(y, 1)", 1),
    ("get or else(x, 1)", 5),
    ("get or else({a: 1}.b, 2)", 2),
    ('trim("  a ")', "a"),
    ('is blank(" ")', True),
    ("is empty([])", True),
    ('is empty("a")', False),
    ("assert(x, x > 1)", 5),
    ("duplicate values([1, 2, 1, 1])", [1]),
    ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
    ('to base64("FEEL")', "RkVFTA=="),
    ('extract("a1b22", "[0-9]+")', ["1", "22"]),
    ("string length(uuid())", 36),
]


@pytest.mark.parametrize(
    ("source", "expected"), [*STRINGS, *LISTS, *NUMBERS, *CONVERSIONS, *CONTEXTS, *CALENDAR, *CAMUNDA]
)
def test_a_builtin_gives_what_the_standard_says(source: str, expected: Any) -> None:
    assert value(source, x=5) == expected


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ('date("2025-03-10")', "2025-03-10"),
        ("date(2025, 3, 10)", "2025-03-10"),
        ('date(date and time("2025-03-10T10:00:00"))', "2025-03-10"),
        ('date and time("2025-03-10")', "2025-03-10T00:00:00"),
        ('date and time("2025-03-10T24:00:00")', "2025-03-11T00:00:00"),
        ('date and time(date("2025-03-10"), time("07:30:00+07:00"))', "2025-03-10T07:30:00+07:00"),
        ("date and time(2025, 3, 10, 7, 30, 0)", "2025-03-10T07:30:00"),
        ('date and time(2025, 3, 10, 7, 30, 0, duration("PT7H"))', "2025-03-10T07:30:00+07:00"),
        ('date and time(2025, 3, 10, 7, 30, 0, "Asia/Ho_Chi_Minh")', "2025-03-10T07:30:00@Asia/Ho_Chi_Minh"),
        ('date and time(@"2025-03-10T00:00:00Z", "Asia/Ho_Chi_Minh")', "2025-03-10T07:00:00@Asia/Ho_Chi_Minh"),
        ('time("07:30")', "07:30:00"),
        ("time(7, 30, 1.5)", "07:30:01.5"),
        ('time(7, 30, 0, duration("-PT3H30M"))', "07:30:00-03:30"),
        ('time(date("2025-03-10"))', "00:00:00Z"),
        ('duration("P26M")', "P2Y2M"),
        ('duration("PT1000M")', "PT16H40M"),
        ('years and months duration(@"2011-12-22", @"2013-08-24")', "P1Y8M"),
        ('years and months duration(@"2013-08-24", @"2011-12-22")', "-P1Y8M"),
        ('years and months duration(@"2025-01-31", @"2025-02-28")', "P0M"),
        ('abs(@"-P1DT2H")', "P1DT2H"),
        ('abs(@"-P1Y")', "P1Y"),
        ('sum([@"PT1H", @"PT2H"])', "PT3H"),
        ('mean([@"PT1H", @"PT2H"])', "PT1H30M"),
        ('max(@"2025-03-10", @"2025-03-11")', "2025-03-11"),
        ('last day of month(@"2024-02-10")', "2024-02-29"),
        ("now()", "2025-03-10T10:00:00@Asia/Ho_Chi_Minh"),
        ("today()", "2025-03-10"),
    ],
)
def test_a_temporal_builtin_gives_what_the_standard_says(source: str, written: str) -> None:
    assert text(source) == written


@pytest.mark.parametrize(
    "source",
    [
        'substring("abc", 0)',
        'substring("abc", 1, 0)',
        "string length(null)",
        "string length(1)",
        'string join([1], ",")',
        "count()",
        'min(1, "a")',
        'sum([1, "a"])',
        "sum(null)",
        "all([1])",
        "sublist([1, 2], 3)",
        "sublist([1, 2], 1, 3)",
        "insert before([1], 3, 2)",
        "remove([1], 2)",
        "list replace([1], 2, 0)",
        "list replace([1], function(a, b) 1, 0)",
        'sort([1, "a"])',
        "sqrt(-1)",
        "log(0)",
        "modulo(1, 0)",
        "decimal(1, 99999)",
        "stddev([1])",
        'number("x")',
        'number("1e", " ", ".")',
        'number("١")',
        'date("2025-02-30")',
        "date(2025, 2, 30)",
        "date(2025, 1.5, 3)",
        'date and time("2025-03-10T25:00:00")',
        "time(24, 0, 0)",
        'time("7:00:00")',
        'duration("P1H")',
        'duration("P")',
        'get value({a: 1}, "b")',
        "get entries(1)",
        'context([{key: "a"}])',
        'context([{key: "a", value: 1}, {key: "a", value: 2}])',
        "context put({}, [], 1)",
        "context merge([1])",
        "day of week(1)",
        "even(null)",
        "now(1)",
        'assert(1, false, "thiếu chữ ký")',
        "partition([1], 0)",
        "get or else(1)",
        "is defined()",
    ],
)
def test_arguments_that_do_not_fit_give_null_with_a_reason(source: str) -> None:
    nothing(source)


def test_a_single_element_and_its_list_stand_for_each_other() -> None:
    assert value('upper case(["a"])') == "A"
    assert value("count(5)") == 1
    assert value('append("a", "b")') == ["a", "b"]


def test_the_additions_of_camunda_can_be_left_out() -> None:
    result = compile_expression("is blank(x)", camunda=False).evaluate({"x": ""}, CONTEXT)

    assert result.value is None
    assert result.warnings == ("Không có hàm «is blank».",)


def test_a_missing_value_that_is_dealt_with_is_not_warned_of() -> None:
    assert evaluate("if is defined(x) then x else get or else(y, 0)").warnings == ()


@pytest.mark.parametrize("size", [0, 1, 2, 50])
def test_every_aggregate_takes_a_list_or_its_elements(size: int) -> None:
    numbers = ", ".join(map(str, range(2, size + 2)))

    for name in ("sum", "min", "max", "mean", "product", "median", "mode"):
        if size:
            assert value(f"{name}([{numbers}])") == value(f"{name}({numbers})")
