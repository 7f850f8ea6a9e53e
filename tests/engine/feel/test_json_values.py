"""FEEL values as JSON values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engine.feel import FeelLimitExceeded, to_json
from tests.engine.feel.evaluation import evaluate, value


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("null", None),
        ("true", True),
        ('"a"', "a"),
        ("5.0 * 2", 10),
        ("1.50", Decimal("1.5")),
        ("[1, [2.0]]", [1, [2]]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
        ('@"2025-03-10"', "2025-03-10"),
        ('@"2025-03-10T10:00:00@Asia/Ho_Chi_Minh"', "2025-03-10T10:00:00+07:00"),
        ('@"10:00:00@Asia/Ho_Chi_Minh"', "10:00:00+07:00"),
        ("now()", "2025-03-10T10:00:00+07:00"),
        ('@"PT90M"', "PT1H30M"),
        ('@"P14M"', "P1Y2M"),
        ("[1..2]", None),
        ("[abs]", [None]),
        ("2 ** 200", Decimal("1.606938044258990275541962092341163E+60")),
    ],
)
def test_every_value_has_its_json(source: str, expected: Any) -> None:
    written = to_json(value(source))

    assert written == expected
    assert type(written) is type(expected)


def test_values_of_python_are_written_too() -> None:
    given = {"f": 0.5, "whole": 2.0, "nan": float("nan"), "d": dt.date(2025, 3, 10), "t": (1, 2)}

    assert to_json(given) == {"f": Decimal("0.5"), "whole": 2, "nan": None, "d": "2025-03-10", "t": [1, 2]}


def test_a_value_that_shares_its_parts_is_refused_before_it_unfolds() -> None:
    doubled = ", ".join(f"x{i}: [x{i - 1}, x{i - 1}]" for i in range(1, 40))
    result = evaluate(f"{{x0: 1, {doubled}}}.x39")

    with pytest.raises(FeelLimitExceeded, match="200000"):
        to_json(result.value)


def test_a_value_that_is_too_deep_is_refused() -> None:
    result = evaluate("(for i in 1..5000 return [partial[-1]])[-1]")

    with pytest.raises(FeelLimitExceeded, match="100"):
        to_json(result.value)
