"""A hostile corpus: whatever an expression tries, it ends soon, within bounds, with a clear error or a value.

"Soon" is counted, not timed: the budget of steps bounds the work, and what a step may cost is fixed by design. A case
that were not bounded would not come back at all.
"""

from __future__ import annotations

from typing import Any

import pytest

from engine.feel import FeelLimitExceeded, compile_expression, to_json
from tests.engine.feel.evaluation import CONTEXT, evaluate, nothing

DOUBLING = ", ".join(f"x{i}: x{i - 1} + x{i - 1}" for i in range(1, 60))
DOUBLING_LISTS = ", ".join(f"x{i}: concatenate(x{i - 1}, x{i - 1})" for i in range(1, 60))
SHARING = ", ".join(f"x{i}: [x{i - 1}, x{i - 1}]" for i in range(1, 60))
SHARING_CONTEXTS = ", ".join(f"x{i}: {{a: x{i - 1}, b: x{i - 1}}}" for i in range(1, 60))
DEEP = "(for i in 1..5000 return [partial[-1]])[-1]"

REFUSED = [
    # ranges and products
    "for i in 1..1000000000 return i",
    "for i in [1..1000000000] return i",
    "for i in 1e300..2e300 return i",
    "some i in 1..1000000000 satisfies false",
    "for i in 1..1000, j in 1..1000 return i",
    "for i in 1..1000, j in 1..1000, k in 1..1000 return i",
    "some i in 1..90000, j in 1..90000 satisfies i = -1",
    "every i in 1..90000, j in 1..90000 satisfies i > 0",
    "for i in 1..50000 return for j in 1..50000 return j",
    'for d in @"0001-01-01"..@"9999-01-01" return d',
    "count(for i in 1..90000 return for j in 1..90000 return 1)",
    # growth
    f'{{x0: "aaaaaaaaaa", {DOUBLING}}}',
    f"{{x0: [1, 2, 3], {DOUBLING_LISTS}}}",
    'for i in 1..90000 return if i = 1 then "ab" else partial[-1] + partial[-1]',
    "for i in 1..90000 return concatenate(partial, partial)",
    "for i in 1..90000 return flatten(partial)",
    "for i in 1..90000 return partial",
    'string join(for i in 1..90000 return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ",")',
    'for i in 1..90000 return replace(if i = 1 then "a" else partial[-1], ".", "$0$0")',
    "for i in 1..90000 return upper case(string(for j in 1..5000 return j))",
    "for i in 1..90000 return context put(if i = 1 then {} else partial[-1], string(i), i)",
    # shared parts that unfold
    f"{{x0: 1, {SHARING}, y: string(x59)}}",
    f"{{x0: 1, {SHARING}, y: flatten(x59)}}",
    f"{{x0: 1, {SHARING}}} = {{x0: 1, {SHARING}}}",
    f"{{x0: 1, {SHARING}, y: list contains([x59], [x58, x57])}}.y or {{x0: 2, {SHARING}}} = {{x0: 2, {SHARING}}}",
    f"{{x0: 1, {SHARING_CONTEXTS}, y: string(x59)}}",
    f"{{x0: {{a: 1}}, {SHARING}, y: x59.a}}",
    f"{{x0: 1, {SHARING}, y: x59 instance of {'list<' * 30}number{'>' * 30}, z: string(x59)}}",
    # depth
    f"string({DEEP})",
    f"{DEEP} = {DEEP}",
    f"flatten([{DEEP}])",
    f"({DEEP}).a",
    f"distinct values([{DEEP}, {DEEP}])",
    f"is({DEEP}, {DEEP})",
    # recursion
    "{f: function(n) f(n), r: f(1)}",
    "{f: function(n) [f(n), f(n)], r: f(1)}",
    "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(50)}",
    "{y: function(f) f(f), r: y(y)}",
    "{f: function(n) sort([1, 2], function(a, b) f(n)), r: f(1)}",
    "{f: function(n) for i in 1..2 return f(n), r: f(1)}",
    # numbers
    "2 ** 999999999",
    "9 ** 9 ** 9 ** 9 ** 9 ** 9",
    "exp(999999999)",
    "product(for i in 1..5000 return i)",
    # expensive built-ins in loops
    "some i in 1..90000, j in 1..90000 satisfies exp(i / 7) < 0",
    "some i in 1..90000, j in 1..90000 satisfies i ** 0.5 < 0",
    'some i in 1..90000, j in 1..90000 satisfies date and time("2025-01-01T00:00:00@No/" + string(i * j)) = 1',
    'some i in 1..90000, j in 1..90000 satisfies matches("aaaa", string(i * j) + "(a|b)*((ab){40}){40}")',
    'some i in 1..90000, j in 1..90000 satisfies range("[1.." + string(i) + "]") = 1',
    "some i in 1..90000, j in 1..90000 satisfies now() = null",
    "for i in 1..90000 return distinct values(for j in 1..5000 return j)",
    "sort(for i in 1..90000 return i, function(a, b) string(a) < string(b))",
    "count(xs[count(xs[item > 0]) > 0])",
]


@pytest.mark.parametrize("source", REFUSED, ids=range(len(REFUSED)))
def test_an_expression_that_asks_for_too_much_is_stopped(source: str) -> None:
    with pytest.raises(FeelLimitExceeded) as caught:
        to_json(evaluate(source, {"xs": list(range(5_000))}).value)

    assert caught.value.error_code == "feel.limit_exceeded"
    assert "đã bị dừng" in caught.value.message("vi")


def test_what_constants_cost_is_not_spent_when_compiling() -> None:
    # given a source full of constants that are dear to calculate
    dear = 'matches("' + "a" * 200 + '", "(a*)*(a*)*(a*)*b")'
    source = "[" + ", ".join([dear] * 300) + "]"

    # when it is compiled, then that comes to an end; evaluating it is stopped
    expression = compile_expression(source)

    with pytest.raises(FeelLimitExceeded):
        expression.evaluate({}, CONTEXT)


def test_many_names_of_many_words_are_parsed_in_time_bounded_by_the_source() -> None:
    keys = ", ".join(f"{'a ' * length}b{length}: {'a ' * (length - 1)}b{length - 1}" for length in range(2, 150))

    assert compile_expression("{" + keys + "}").source


ESCAPES = [
    "__import__",
    '__import__("os")',
    'eval("1")',
    'open("/etc/passwd")',
    "x.__class__",
    "x.__class__.__mro__",
    '"".join',
    "{}.keys",
    "{}.update",
    "(1).real",
    "now().time",
    "today().to_date",
    "(function(a) a).invoke",
    "abs.__globals__",
    "getattr(x, y)",
    'get value({}, "__class__")',
    "x.lock",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_nothing_of_python_can_be_reached(source: str) -> None:
    nothing(source, x={"a": 1}, y="lock")


def test_an_object_of_python_among_the_variables_stays_closed() -> None:
    class Secret:
        password = "x"

    assert evaluate("s.password", {"s": Secret()}).value is None


HUGE: list[Any] = [10**5000, -(10**5000), float("inf"), float("-inf"), float("nan"), 1e308, "a" * 100_000]


@pytest.mark.parametrize("given", HUGE, ids=range(len(HUGE)))
@pytest.mark.parametrize(
    "source", ["x + x", "x * x", "x ** x", "-x", "x / 3", "x < 1", "x = x", "string(x)", "[1, 2][x]", "x[1]", "abs(x)"]
)
def test_extreme_variables_end_in_a_value_or_in_a_limit(source: str, given: Any) -> None:
    refusal = None
    try:
        to_json(evaluate(source, {"x": given}).value)
    except FeelLimitExceeded as error:
        refusal = error

    assert refusal is None or refusal.message("vi")
