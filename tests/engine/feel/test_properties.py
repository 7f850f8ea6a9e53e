"""What holds for any value: against Python's own calendar and decimals, and for any text given as source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import Expression, FeelLimitExceeded, FeelSyntaxError, compile_expression, compile_unary_tests, to_json
from engine.feel.temporal import calendar
from tests.engine.feel.evaluation import CONTEXT, text, value

FRAGMENTS = st.sampled_from(
    [
        "a",
        "1",
        '"s"',
        "+",
        "-",
        "*",
        "/",
        "**",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        "..",
        ".",
        "=",
        "<",
        ">",
        "!=",
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "not",
        "between",
        "?",
        "function",
        "instance",
        "of",
        "list",
        "null",
        "true",
        '@"P1D"',
        "date",
        "item",
        "ngày",
        "//",
        "/*",
    ]
)


@given(st.dates(), st.integers(-100_000, 100_000))
def test_days_are_added_as_python_adds_them(day: dt.date, days: int) -> None:
    ordinal = day.toordinal() + days
    if 1 <= ordinal <= dt.date.max.toordinal():
        assert text('d + n * @"P1D"', d=day, n=days) == dt.date.fromordinal(ordinal).isoformat()


@given(st.dates())
def test_the_calendar_agrees_with_python(day: dt.date) -> None:
    days = calendar.to_days(day.year, day.month, day.day)

    assert calendar.from_days(days) == (day.year, day.month, day.day)
    assert days == day.toordinal() - dt.date(1970, 1, 1).toordinal()
    assert calendar.weekday(days) == day.isoweekday()
    assert calendar.iso_week(day.year, day.month, day.day) == day.isocalendar().week


@given(st.integers(-(10**11), 10**11))
def test_every_day_of_any_year_comes_back(days: int) -> None:
    assert calendar.to_days(*calendar.from_days(days)) == days


@given(st.datetimes(timezones=st.just(dt.UTC)), st.datetimes(timezones=st.just(dt.UTC)))
def test_moments_are_apart_as_python_says(first: dt.datetime, second: dt.datetime) -> None:
    assert value("(a - b) = d", a=first, b=second, d=first - second) is True
    assert value("a < b", a=first, b=second) is (first < second)
    assert value("b + (a - b) = a", a=first, b=second) is True


NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20),
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9),
)


@given(NUMBERS, NUMBERS)
def test_whole_numbers_and_decimals_calculate_alike(left: int | Decimal, right: int | Decimal) -> None:
    for operator in ("+", "-", "*", "<", "="):
        as_given = value(f"a {operator} b", a=left, b=right)
        assert as_given == value(f"a {operator} b", a=Decimal(left), b=Decimal(right))


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@given(JSON)
def test_json_passes_through_unchanged_and_equals_itself(given_value: object) -> None:
    assert to_json(value("x", x=given_value)) == given_value
    assert value("x = x", x=given_value) is True
    assert value("x in [y]", x=given_value, y=given_value) is True


@given(st.text(max_size=20))
def test_a_string_written_as_a_literal_reads_back(given_text: str) -> None:
    if not any("\ud800" <= character <= "\udfff" for character in given_text):
        written = text("[x]", x=given_text)

        assert value(written, x=None) == [given_text]


def refusal(source: str, compiled: Callable[[str], Expression]) -> FeelSyntaxError | FeelLimitExceeded | None:
    """The error that compiling, evaluating or writing `source` ends in; None for a value."""
    try:
        to_json(compiled(source).evaluate({"a": [1, {"b": 2}], "?": 5}, CONTEXT).value)
    except (FeelSyntaxError, FeelLimitExceeded) as error:
        return error
    return None


@settings(max_examples=500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=14).map(" ".join), st.sampled_from([compile_expression, compile_unary_tests]))
def test_any_row_of_tokens_is_evaluated_or_refused(source: str, compiled: Callable[[str], Expression]) -> None:
    error = refusal(source, compiled)

    assert error is None or (error.message("vi") and error.message("en"))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_evaluated_or_refused(source: str) -> None:
    error = refusal(source, compile_expression)

    assert error is None or (error.message("vi") and error.message("en"))


def test_one_expression_serves_many_threads_at_once() -> None:
    expression = compile_expression("for i in 1..50 return if x = 7 then i / 7 else unknown + string(i * x)")

    def once(x: int) -> object:
        return expression.evaluate({"x": x}, CONTEXT)

    expected = [once(x) for x in range(20)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(once, [x for _ in range(10) for x in range(20)])) == expected * 10
