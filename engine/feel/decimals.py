"""Numbers of FEEL: decimals of 34 digits (IEEE 754 decimal128), whole numbers as `int` while they fit.

`int` and `Decimal` mean the same in FEEL; `int` is only faster. A result beyond the exponents of decimal128 raises
FeelLimitExceeded; a result that is not a number (0/0, square root of -1) raises Fault and so becomes null.
"""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.errors import FeelLimitExceeded
from engine.feel.faults import Fault

Number = int | Decimal

DECIMAL128 = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-limits.MAX_EXPONENT + 1, Emax=limits.MAX_EXPONENT, traps=[]
)
_WIDE = decimal.Context(prec=7000, Emin=-20_000, Emax=20_000, traps=[])
_MAX_INT = 10**34


def parse_number(text: str) -> Number:
    """The number that a literal spells."""
    if len(text) <= 34 and text.isdigit():
        return int(text)
    return finite(DECIMAL128.create_decimal(text))


def finite(value: Decimal) -> Decimal:
    """`value` itself; raises FeelLimitExceeded when it overflowed, Fault when it is not a number."""
    if value.is_finite():
        return value
    if value.is_nan():
        raise Fault("feel.warning.not_a_number")
    raise FeelLimitExceeded("feel.limit.number", limits.MAX_EXPONENT)


def fit(value: int) -> Number:
    """`value`, rounded to 34 digits when it has more."""
    return value if -_MAX_INT < value < _MAX_INT else finite(DECIMAL128.create_decimal(value))


def from_float(value: float) -> Decimal:
    """The shortest decimal that reads back as `value`; raises Fault for infinities and NaN."""
    number = Decimal(repr(value))
    if not number.is_finite():
        raise Fault("feel.warning.not_a_number")
    return finite(DECIMAL128.plus(number))


def as_number(value: Any) -> Number | None:
    """`value` as a FEEL number, or None when it is not one."""
    kind = type(value)
    if kind is int:
        return fit(value)
    if kind is Decimal:
        return finite(DECIMAL128.plus(value))
    return from_float(value) if kind is float else None


def add(left: Number, right: Number) -> Number:
    if type(left) is int and type(right) is int:
        return fit(left + right)
    return finite(DECIMAL128.add(left, right))


def subtract(left: Number, right: Number) -> Number:
    if type(left) is int and type(right) is int:
        return fit(left - right)
    return finite(DECIMAL128.subtract(left, right))


def multiply(left: Number, right: Number) -> Number:
    if type(left) is int and type(right) is int:
        return fit(left * right)
    return finite(DECIMAL128.multiply(left, right))


def divide(left: Number, right: Number) -> Number:
    """Raises Fault when `right` is zero."""
    if right == 0:
        raise Fault("feel.warning.division_by_zero")
    if type(left) is int and type(right) is int and left % right == 0:
        return left // right
    return finite(DECIMAL128.divide(left, right))


def power(base: Number, exponent: Number) -> Number:
    """Raises Fault where there is no real result."""
    if exponent == 0:
        return 1
    if base == 0 and exponent < 0:
        raise Fault("feel.warning.division_by_zero")
    if type(base) is int and type(exponent) is int and 0 < exponent * base.bit_length() < 130:
        return fit(base**exponent)
    return finite(DECIMAL128.power(base, exponent))


def modulo(dividend: Number, divisor: Number) -> Number:
    """``dividend - divisor * floor(dividend / divisor)``: the sign is the divisor's (DMN 1.5, table 76)."""
    if divisor == 0:
        raise Fault("feel.warning.division_by_zero")
    if type(dividend) is int and type(divisor) is int:
        return dividend % divisor
    remainder = finite(_WIDE.remainder(Decimal(dividend), Decimal(divisor)))
    if remainder and (remainder < 0) != (divisor < 0):
        remainder = _WIDE.add(remainder, Decimal(divisor))
    return finite(DECIMAL128.plus(remainder))


def rounded(number: Number, scale: int, rounding: str) -> Number:
    """`number` with at most `scale` digits after the point; `rounding` is a mode of the decimal module."""
    if not -limits.MAX_EXPONENT + 33 <= scale <= limits.MAX_EXPONENT + 32:
        raise Fault("feel.warning.scale", scale=str(scale)[:40])
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -scale:
        return number
    return finite(DECIMAL128.plus(value.quantize(Decimal((0, (1,), -scale)), rounding, _WIDE)))


def is_integral(number: Number) -> bool:
    return isinstance(number, int) or number == number.to_integral_value()


def plain(number: Number) -> Number:
    """The same number in the one form that is shown and stored: whole numbers as `int`, no trailing zeros."""
    if isinstance(number, int):
        return number
    if number == number.to_integral_value() and number.adjusted() < 40:
        return int(number)
    return DECIMAL128.normalize(number)


def text(number: Number) -> str:
    """Decimal digits without exponent (DMN 1.5, table 73), except beyond 40 digits either side of the point."""
    value = plain(fit(number) if isinstance(number, int) else number)
    if isinstance(value, int) or not -40 < value.adjusted() < 40:
        return str(value)
    return format(value, "f")
