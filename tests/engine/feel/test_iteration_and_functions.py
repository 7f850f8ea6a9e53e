"""`for`, `some`, `every`, functions, invocations, `instance of`."""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel import Context, FeelLimitExceeded, compile_expression
from tests.engine.feel.evaluation import CONTEXT, evaluate, nothing, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("for i in [1, 2] return i + 1", [2, 3]),
        ("for i in [1, 2], j in [10, 20] return i + j", [11, 21, 12, 22]),
        ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..3) return i", [1, 2]),
        ("for i in (1..2) return i", []),
        ("for i in a..a+1 return i", [5, 6]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ("for i in 1..3 return count(partial)", [0, 1, 2]),
        ("for i in 1..2 return partial", [[], [[]]]),
        ("for i in [] return i", []),
        ("for i in 7 return i", [7]),
        ('for d in @"2025-01-31"..@"2025-02-01" return d.day', [31, 1]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("some x in [] satisfies true", False),
        ("every x in [] satisfies false", True),
        ("some x in [1, 2], y in [3] satisfies x + y = 5", True),
        ("some x in [1] satisfies some y in [x] satisfies x = y", True),
    ],
)
def test_iteration(source: str, expected: Any) -> None:
    assert value(source, a=5) == expected


@pytest.mark.parametrize(("word", "expected"), [("some", None), ("every", None)])
def test_quantifiers_have_three_values(word: str, expected: bool | None) -> None:
    assert (
        evaluate(f"{word} x in [1, null] satisfies x > 5 or x < 3 and {str(word == 'every').lower()}").value is expected
    )


@pytest.mark.parametrize(
    "source",
    [
        "for i in null return i",
        'for i in "a".."z" return i',
        "for i in [2..1] return i",
        'for i in [@"10:00:00"..@"11:00:00"] return i',
        "for i in (> 5) return i",
        "for i in 1.5..3 return i",
        "some x in null satisfies x",
        'for i in 1..@"2025-01-01" return i',
    ],
)
def test_what_cannot_be_iterated_is_null(source: str) -> None:
    nothing(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(function(a, b) a - b)(5, 3)", 2),
        ("(function(a, b) a - b)(b: 5, a: 3)", -2),
        ("{double: function(x) x * 2, y: double(21)}.y", 42),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(10)}.r", 3628800),
        ("{adder: function(n) function(x) x + n, r: adder(1)(2)}.r", 3),
        ("for f in [function(x) x + 1, function(x) x * 10] return f(4)", [5, 40]),
        ("{fs: for i in 1..3 return function() i, r: for f in fs return f()}.r", [1, 2, 3]),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
        ("list replace([1, 5, 2], function(item, new) item > 4, 0)", [1, 0, 2]),
        ("(function(x: number) x)(1)", 1),
        ("{lib: {inc: function(x) x + 1}, r: lib.inc(1)}.r", 2),
        ("{is even: even, r: is even(4)}.r", True),
        ('substring(start position: 2, string: "abc")', "bc"),
        ("{now: 1, r: now}.r", 1),
    ],
)
def test_functions(source: str, expected: Any) -> None:
    assert value(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "khong_co(1)",
        '"abs"(1)',
        "null()",
        "(function(a) a)()",
        "(function(a) a)(1, 2)",
        "(function(a) a)(b: 1)",
        '(function(a: number) a)("x")',
        "abs(1, 2)",
        "abs(m: 1)",
        'abs("x")',
        "abs(n: 1, n: 2)",
        'function(x) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}',
    ],
)
def test_a_call_that_does_not_fit_is_null(source: str) -> None:
    nothing(source)


def test_a_function_keeps_the_variables_of_where_it_was_made() -> None:
    made = compile_expression("function(x) x + rate").evaluate({"rate": 10}, CONTEXT).value

    assert compile_expression("f(1) + rate").evaluate({"f": made, "rate": 100}, CONTEXT).value == 111


def test_a_known_name_hides_a_builtin() -> None:
    made = compile_expression("function(x) 0").evaluate({}, CONTEXT).value

    assert evaluate("abs(-5)", {"abs": made}, known_names=("abs",)).value == 0
    assert evaluate("abs(-5)", {"abs": made}).value == 5


def test_functions_of_the_host_are_called_by_name() -> None:
    def add_days(start: Any, day_count: int = 1) -> Any:
        return start + day_count

    functions = {"add_days": add_days, "thêm ngày": add_days}

    assert evaluate("add_days(5, 2)", functions=functions).value == 7
    assert evaluate("thêm ngày(start: 5, day count: 3)", functions=functions).value == 8


def test_a_refusal_of_the_host_is_null_with_its_reason() -> None:
    def refuse(_: Any) -> Any:
        raise ValueError("không có lịch năm 2040")

    result = evaluate("f(1)", functions={"f": refuse})

    assert result.value is None
    assert result.warnings == ("Hàm «f» báo lỗi: không có lịch năm 2040",)


def test_a_fault_of_the_host_is_not_hidden() -> None:
    def broken() -> Any:
        raise KeyError("lỗi")

    with pytest.raises(KeyError):
        evaluate("f()", functions={"f": broken})


def test_recursion_without_end_is_stopped() -> None:
    with pytest.raises(FeelLimitExceeded, match="60"):
        evaluate("{f: function(n) f(n + 1), r: f(1)}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 instance of number", True),
        ("-1 instance of number", True),
        ('"a" instance of number', False),
        ("null instance of number", False),
        ("null instance of Null", True),
        ("1 instance of Any", True),
        ('@"2025-03-10" instance of date', True),
        ('@"2025-03-10T10:00:00" instance of date and time', True),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1Y" instance of years and months duration', True),
        ("[1, 2] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("[[1]] instance of list<list<number>>", True),
        ("{a: 1, b: 2} instance of context<a: number>", True),
        ("{b: 2} instance of context<a: number>", False),
        ("[1..2] instance of range<number>", True),
        ("(function(a) a) instance of function<Any> -> Any", True),
        ("(function(a) a) instance of function", True),
        ("abs instance of function", True),
        ("true and 1 instance of number", True),
    ],
)
def test_instance_of(source: str, expected: bool) -> None:
    assert value(source) is expected


def test_an_unknown_type_is_null() -> None:
    nothing("1 instance of tKhongCo")


def test_a_declared_type_is_known_by_its_name() -> None:
    expression = compile_expression("x instance of tTuổi", types={"tTuổi": lambda run, value: value in range(200)})

    assert expression.evaluate({"x": 5}, CONTEXT).value is True
    assert expression.evaluate({"x": 500}, CONTEXT).value is False


def test_now_and_today_are_those_of_the_context_in_its_zone() -> None:
    expression = compile_expression("[string(now()), string(today())]")

    assert expression.evaluate({}, CONTEXT).value == ["2025-03-10T10:00:00@Asia/Ho_Chi_Minh", "2025-03-10"]
    assert expression.evaluate({}, Context(now=CONTEXT.now, zone="America/New_York")).value == [
        "2025-03-09T23:00:00@America/New_York",
        "2025-03-09",
    ]
