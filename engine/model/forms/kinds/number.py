"""Number fields, in exact decimal arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.model.forms.kinds.base import Bound, Kind, Refused, Site, Violation, number_at, number_texts, shown

_MAX_DIGITS = 400
_NUMERAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Kind):
    """With `is_text` the value travels as text ("1.50", form-js's ``serializeToString``), else as a JSON number."""

    is_text: bool = False
    decimal_digits: int | None = None
    increment: Decimal | None = None
    minimum: Bound = None
    maximum: Bound = None

    def accept(self, value: Any) -> int | Decimal | str | None:
        if isinstance(value, str):
            if not self.is_text:
                raise Refused("form.text_for_number", value=shown(value))
            if value == "":
                return None
            _decimal(value)
            return value
        number = _stored_number(value)
        return format(Decimal(number), "f") if self.is_text else number

    def sanitize(self, value: Any) -> int | Decimal | str | None:
        if value is None or value == "":
            return None
        try:
            number = _decimal(value) if isinstance(value, str) else _stored_number(value)
        except Refused:
            return None
        if not self.is_text:
            return number
        return value if isinstance(value, str) else format(Decimal(number), "f")

    def violations(self, value: int | Decimal | str, site: Site) -> Iterator[Violation]:
        number = Decimal(value)
        if self.decimal_digits is not None and _decimals(number) > self.decimal_digits:
            code = "form.not_whole" if self.decimal_digits == 0 else "form.too_many_decimals"
            yield Violation(code, digits=self.decimal_digits)
        if self.increment is not None:
            yield from _step(number, self.increment)
        least, most = number_at(site, self.minimum), number_at(site, self.maximum)
        if least is not None and number < least:
            yield Violation("form.too_small", **number_texts("limit", least))
        if most is not None and number > most:
            yield Violation("form.too_big", **number_texts("limit", most))


def numeral(value: Any) -> Decimal | None:
    """`value`, a number or a text that is one, as a decimal; else None."""
    try:
        return _decimal(value) if isinstance(value, str) else Decimal(_stored_number(value))
    except Refused:
        return None


def _stored_number(value: Any) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Refused("form.not_number")
    if isinstance(value, int):
        if value.bit_length() > _MAX_DIGITS * 3:
            raise Refused("form.number_out_of_range")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Refused("form.not_number")
        value = Decimal(repr(value))
    return _in_range(value)


def _decimal(text: str) -> Decimal:
    if len(text) > 2 * _MAX_DIGITS or not _NUMERAL.fullmatch(text):
        raise Refused("form.not_numeral", value=shown(text))
    return _in_range(Decimal(text))


def _in_range(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise Refused("form.not_number")
    if len(number.as_tuple().digits) > _MAX_DIGITS or abs(number.adjusted()) > _MAX_DIGITS:
        raise Refused("form.number_out_of_range")
    return number


def _decimals(number: Decimal) -> int:
    """Digits after the point, without trailing zeros; not by normalize(), which rounds to the context's precision."""
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    count = max(-exponent, 0)
    for digit in reversed(digits):
        if digit or not count:
            break
        count -= 1
    return count if any(digits) else 0


def _step(number: Decimal, increment: Decimal) -> Iterator[Violation]:
    """Whole multiples of `increment` only, reckoned in integers so that no precision can be lost."""
    scale = max(_decimals(number), _decimals(increment))
    scaled, step = _scaled(number, scale), _scaled(increment, scale)
    offset = scaled % step
    if offset:
        below, above = (_unscaled(n, scale) for n in (scaled - offset, scaled - offset + step))
        yield Violation("form.not_a_step", **number_texts("below", below), **number_texts("above", above))


def _scaled(number: Decimal, scale: int) -> int:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    shift = exponent + scale
    power: int = 10 ** abs(shift)
    magnitude = int("".join(map(str, digits)))
    magnitude = magnitude * power if shift >= 0 else magnitude // power
    return -magnitude if sign else magnitude


def _unscaled(number: int, scale: int) -> Decimal:
    return Decimal((int(number < 0), tuple(map(int, str(abs(number)))), -scale))
