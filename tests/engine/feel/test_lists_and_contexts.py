"""Lists, filters, contexts, paths."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.engine.feel.evaluation import evaluate, nothing, text, value

PEOPLE = [
    {"tên": "An", "tuổi": 30, "phòng": {"mã": "A"}},
    {"tên": "Bình", "tuổi": 41, "phòng": {"mã": "B"}},
    {"tên": "Chi", "tuổi": 52, "phòng": {"mã": "A"}},
]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[1, 2, 3][1]", 1),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][i]", 2),
        ("[1, 2, 3][i + 1]", 3),
        ("[1, 2, 3][item > 1]", [2, 3]),
        ("[1, 2, 3][true]", [1, 2, 3]),
        ("[][item > 1]", []),
        ("5[1]", 5),
        ("5[item > 1]", [5]),
        ("people[tuổi > 40].tên", ["Bình", "Chi"]),
        ("people[item.tuổi > limit].tên", ["Chi"]),
        ('people[phòng.mã = "A"][2].tên', "Chi"),
        ("[{item: 1}, {item: 2}][item >= 2]", [{"item": 2}]),
        ("[{x: 1}, {x: null}][x < 2]", [{"x": 1}]),
        ("for p in people return people[tuổi > p.tuổi][1].tên", ["Bình", "Chi", None]),
        ("[[1, 2], [3]][item[1] = 3]", [[3]]),
        ("count(people[false])", 0),
    ],
)
def test_filters_and_indexes(source: str, expected: Any) -> None:
    assert evaluate(source, {"people": PEOPLE, "i": 2, "limit": 50}).value == expected


@pytest.mark.parametrize("source", ["[1][0]", "[1][2]", "[1][-2]", "[1][1.5]", "[][1]", "null[1]", "null[true]"])
def test_an_element_that_is_not_there_is_null(source: str) -> None:
    nothing(source)


def test_a_member_of_the_item_hides_a_variable_and_a_missing_one_does_not() -> None:
    assert value("[{x: 1}, {x: 5}][x > y]", x=100, y=2) == [{"x": 5}]


def test_contexts_see_earlier_entries_and_what_is_around() -> None:
    assert value("{a: 1, b: a + c, d: {e: a + b, a: 9, f: a}}", c=10) == {
        "a": 1,
        "b": 11,
        "d": {"e": 12, "a": 9, "f": 9},
    }


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{}", {}),
        ('{"a b": 1}.a b', 1),
        ("{tổng số: 1}.tổng số", 1),
        ("{foo+bar: 1}.foo+bar", 1),
        ('{"": 1}', {"": 1}),
        ("{in x: 1}.in x", 1),
        ("{a: {b: {c: 5}}}.a.b.c", 5),
        ("[{a: {b: 1}}, {a: {b: [2, 3]}}].a.b", [1, [2, 3]]),
        ("[{a: 1}, {b: 2}, null].a", [1, None, None]),
        ("people.phòng.mã", ["A", "B", "A"]),
    ],
)
def test_contexts_and_paths(source: str, expected: Any) -> None:
    assert value(source, people=PEOPLE) == expected


@pytest.mark.parametrize("source", ["{a: 1}.b", "null.a", "(1).a", '"x".length', "{a: 1, a: 2}"])
def test_a_member_that_is_not_there_is_null(source: str) -> None:
    nothing(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@"2025-03-10".year', 2025),
        ('@"2025-03-10".weekday', 1),
        ('@"2025-03-10T10:20:30.5".second', Decimal("30.5")),
        ('@"10:20:30".minute', 20),
        ('@"10:20:30".timezone', None),
        ('@"2025-03-10T10:00:00@Asia/Ho_Chi_Minh".timezone', "Asia/Ho_Chi_Minh"),
        ('@"P1DT2H3M4S".hours', 2),
        ('@"-P1Y2M".months', -2),
        ('[@"2025-03-10", @"2026-03-10"].year', [2025, 2026]),
    ],
)
def test_temporal_values_have_properties(source: str, expected: Any) -> None:
    assert value(source) == expected


def test_an_offset_is_a_duration() -> None:
    assert text('@"2025-07-10T10:00:00@Europe/Paris".time offset') == "PT2H"


def test_a_property_of_another_kind_is_null() -> None:
    assert nothing('@"P1D".years') == ("Giá trị kiểu days and time duration không có thuộc tính «years».",)


def test_values_of_python_enter_as_values_of_feel() -> None:
    given: dict[str, Any] = {
        "f": 0.1,
        "nan": float("nan"),
        "d": dt.date(2025, 3, 10),
        "t": dt.datetime(2025, 3, 10, 3, tzinfo=dt.UTC),
        "s": dt.timedelta(hours=36),
        "nested": {"f": [0.1, 0.2]},
        "tuple": (1, 2),
        "odd": object(),
    }

    assert value("f + 0.2 = 0.3", **given) is True
    assert value("nan", **given) is None
    assert text('d + @"P1D"', **given) == "2025-03-11"
    assert text("t", **given) == "2025-03-10T03:00:00Z"
    assert text("s", **given) == "P1DT12H"
    assert value("sum(nested.f) = 0.3", **given) is True
    assert value("nested.f[1] = 0.1 and nested.f[item < 0.15] = [0.1]", **given) is True
    assert value("tuple[2]", **given) == 2
    assert value("odd", **given) is None


def test_variables_are_never_changed() -> None:
    given = {"xs": [3, 1, 2], "c": {"a": 1}}

    for source in ("append(xs, 4)", "sort(xs)", "remove(xs, 1)", 'context put(c, "b", 2)', "reverse(xs)", "xs[1]"):
        value(source, **given)

    assert given == {"xs": [3, 1, 2], "c": {"a": 1}}
