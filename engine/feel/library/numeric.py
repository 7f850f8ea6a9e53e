"""Numeric functions (DMN 1.5, table 77)."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

from engine.feel import decimals
from engine.feel.decimals import DECIMAL128, Number
from engine.feel.faults import Fault
from engine.feel.registry import Registry
from engine.feel.runtime import Run
from engine.feel.temporal import DaysTimeDuration, YearsMonthsDuration

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin

for _name, _mode in (
    ("decimal", decimal.ROUND_HALF_EVEN),
    ("round up", decimal.ROUND_UP),
    ("round down", decimal.ROUND_DOWN),
    ("round half up", decimal.ROUND_HALF_UP),
    ("round half down", decimal.ROUND_HALF_DOWN),
):

    @builtin(_name, "n: number, scale: number")
    def _rounded(run: Run, n: Number, scale: Number, mode: str = _mode) -> Number:
        return decimals.rounded(n, int(scale), mode)


@builtin("floor", "n: number", "n: number, scale: number")
def _floor(run: Run, n: Number, scale: Number = 0) -> Number:
    return decimals.rounded(n, int(scale), decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number", "n: number, scale: number")
def _ceiling(run: Run, n: Number, scale: Number = 0) -> Number:
    return decimals.rounded(n, int(scale), decimal.ROUND_CEILING)


@builtin("abs", "n: number | days and time duration | years and months duration")
def _abs(run: Run, n: Any) -> Any:
    if isinstance(n, DaysTimeDuration):
        return DaysTimeDuration(abs(n.nanoseconds))
    if isinstance(n, YearsMonthsDuration):
        return YearsMonthsDuration(abs(n.months))
    return n.copy_abs() if isinstance(n, Decimal) else abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def _modulo(run: Run, dividend: Number, divisor: Number) -> Number:
    return decimals.modulo(dividend, divisor)


@builtin("sqrt", "number: number", cost=40)
def _sqrt(run: Run, number: Number) -> Number:
    return decimals.finite(DECIMAL128.sqrt(number))


@builtin("log", "number: number", cost=150)
def _log(run: Run, number: Number) -> Number:
    if number <= 0:
        raise Fault("feel.warning.not_a_number")
    return decimals.finite(DECIMAL128.ln(number))


@builtin("exp", "number: number", cost=150)
def _exp(run: Run, number: Number) -> Number:
    return decimals.finite(DECIMAL128.exp(number))


@builtin("odd", "number: number")
def _odd(run: Run, number: Number) -> bool:
    return decimals.is_integral(number) and int(number) % 2 == 1


@builtin("even", "number: number")
def _even(run: Run, number: Number) -> bool:
    return decimals.is_integral(number) and int(number) % 2 == 0
