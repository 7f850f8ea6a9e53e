"""Names of several words: the longest known one, Vietnamese letters, free names of an expression."""

from __future__ import annotations

import unicodedata

import pytest

from engine.feel import compile_expression
from tests.engine.feel.evaluation import evaluate, nothing, value


def test_words_side_by_side_are_one_variable() -> None:
    assert value("họ và tên cán bộ", **{"họ và tên cán bộ": "Lan"}) == "Lan"


def test_a_name_ends_before_a_keyword() -> None:
    assert value("số lượng in [1..3] and đơn giá > 2", **{"số lượng": 2, "đơn giá": 3}) is True


def test_a_word_may_be_followed_by_a_number() -> None:
    assert value("quý 1 + quý 2", **{"quý 1": 1, "quý 2": 2}) == 3


def test_known_names_may_hold_operators_and_keywords() -> None:
    variables = {"Date-Time": 5, "lương and thưởng": 7, "Date": 1, "a+b": 9}

    result = evaluate("Date-Time + lương and thưởng + a + b", variables, known_names=tuple(variables))

    assert result.value == 21


def test_without_being_known_a_minus_is_an_operator() -> None:
    assert value("a-b", a=5, b=3) == 2


def test_names_bound_in_the_expression_are_known() -> None:
    assert value("{first name: 1, first name+2: 10, c: first name+2}.c") == 10
    assert value("for x-y in [1, 2] return x-y * 2") == [2, 4]
    assert value("(function(a b, c-d) a b + c-d)(1, 2)") == 3


def test_a_name_is_not_known_outside_of_its_scope() -> None:
    assert value("[for a-b in [1] return a-b, a-b]", a=5, b=3) == [[1], 2]


def test_names_are_compared_in_one_normal_form() -> None:
    decomposed = unicodedata.normalize("NFD", "tiến độ")

    assert value(decomposed, **{"tiến độ": 1}) == 1


def test_a_longer_variable_wins_over_a_builtin_of_several_words() -> None:
    assert value("day of week count + 1", **{"day of week count": 2}) == 3


def test_an_unknown_variable_is_null_and_named_in_the_warning() -> None:
    assert nothing("khong_co") == ("Không có biến «khong_co».",)


def test_a_warning_is_given_once() -> None:
    assert len(evaluate("for i in 1..100 return x").warnings) == 1


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a + b", {"a", "b"}),
        ("order.total > limit", {"order", "limit"}),
        ("for x in xs return x + y", {"xs", "y"}),
        ("some x in xs satisfies x = z", {"xs", "z"}),
        ("{a: 1, b: a + c}", {"c"}),
        ("(function(p) p + q)(r)", {"q", "r"}),
        ("xs[price > 10]", {"xs", "price"}),
        ("xs[item > 1]", {"xs"}),
        ("sum(xs)", {"xs"}),
        ("add_working_days(d, 5)", {"d"}),
        ("sort(xs, function(a, b) a < b)", {"xs"}),
        ("1 + 1", set()),
        ("is defined(người duyệt)", {"người duyệt"}),
    ],
)
def test_free_names_are_the_variables_an_expression_may_read(source: str, names: set[str]) -> None:
    assert compile_expression(source).names == names
