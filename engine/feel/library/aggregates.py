"""Functions that calculate over a list: ``sum``, ``min``, ``all`` … (DMN 1.5, table 76)."""

from __future__ import annotations

from typing import Any

from engine.feel import decimals, operations
from engine.feel.comparison import order
from engine.feel.decimals import DECIMAL128, Number
from engine.feel.faults import Fault
from engine.feel.registry import Registry
from engine.feel.runtime import Run
from engine.feel.temporal import DaysTimeDuration, YearsMonthsDuration
from engine.feel.values import inward, kind_of, number_of

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin
_DURATIONS = (DaysTimeDuration, YearsMonthsDuration)


def _numbers(run: Run, name: str, items: tuple[Any, ...]) -> list[Number]:
    run.spend(len(items))
    if any(kind_of(item) != "number" for item in items):
        raise Fault("feel.warning.elements", name=name, expected="number")
    return [number_of(item) for item in items]


def _flat(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(arguments[0]) if len(arguments) == 1 and type(arguments[0]) is list else arguments


@builtin("sum", "list: list", "n: any...")
def _sum(run: Run, *arguments: Any) -> Any:
    items = _flat(arguments)
    if items and isinstance(items[0], _DURATIONS):
        return _total(run, items)
    total: Number | None = None
    for number in _numbers(run, "sum", items):
        total = number if total is None else decimals.add(total, number)
    return total


def _total(run: Run, items: tuple[Any, ...]) -> Any:
    run.spend(len(items))
    total = items[0]
    for item in items[1:]:
        total = operations.add(run, total, item)
    return total


@builtin("product", "list: list", "n: any...")
def _product(run: Run, *arguments: Any) -> Number | None:
    product: Number | None = None
    for number in _numbers(run, "product", _flat(arguments)):
        product = number if product is None else decimals.multiply(product, number)
    return product


@builtin("mean", "list: list", "n: any...")
def _mean(run: Run, *arguments: Any) -> Any:
    items = _flat(arguments)
    total = _sum(run, *items) if len(items) != 1 else items[0]
    return None if not items else operations.divide(run, total, len(items))


@builtin("median", "list: list", "n: any...")
def _median(run: Run, *arguments: Any) -> Number | None:
    ordered = sorted(_numbers(run, "median", _flat(arguments)))
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return decimals.divide(decimals.add(ordered[middle - 1], ordered[middle]), 2)


@builtin("stddev", "list: list", "n: any...")
def _stddev(run: Run, *arguments: Any) -> Number:
    numbers = _numbers(run, "stddev", _flat(arguments))
    if len(numbers) < 2:
        raise Fault("feel.warning.too_few", name="stddev", count=2)
    total: Number = 0
    for number in numbers:
        total = decimals.add(total, number)
    mean, squares = decimals.divide(total, len(numbers)), 0
    for number in numbers:
        distance = decimals.subtract(number, mean)
        squares = decimals.add(squares, decimals.multiply(distance, distance))  # type: ignore[assignment]
    return decimals.finite(DECIMAL128.sqrt(decimals.divide(squares, len(numbers) - 1)))


@builtin("mode", "list: list", "n: any...")
def _mode(run: Run, *arguments: Any) -> list[Number]:
    counts: dict[Number, int] = {}
    for number in _numbers(run, "mode", _flat(arguments)):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, count in counts.items() if count == most)


@builtin("min", "list: list", "c: any...")
def _min(run: Run, *arguments: Any) -> Any:
    return _extreme(run, "min", arguments, -1)


@builtin("max", "list: list", "c: any...")
def _max(run: Run, *arguments: Any) -> Any:
    return _extreme(run, "max", arguments, 1)


def _extreme(run: Run, name: str, arguments: tuple[Any, ...], sign: int) -> Any:
    items = _flat(arguments)
    run.spend(len(items))
    best = None
    for position, element in enumerate(items):
        item = inward(element)
        result = order(item, item if position == 0 else best)
        if result is None:
            raise Fault("feel.warning.elements", name=name, expected=kind_of(best) if position else "…")
        if position == 0 or result * sign > 0:
            best = item
    return best


@builtin("all", "list: list", "b: any...")
def _all(run: Run, *arguments: Any) -> bool | None:
    return _logic(run, "all", _flat(arguments), decisive=False)


@builtin("any", "list: list", "b: any...")
def _any(run: Run, *arguments: Any) -> bool | None:
    return _logic(run, "any", _flat(arguments), decisive=True)


def _logic(run: Run, name: str, items: tuple[Any, ...], *, decisive: bool) -> bool | None:
    run.spend(len(items))
    if any(item is decisive for item in items):
        return decisive
    if any(item is not None and type(item) is not bool for item in items):
        raise Fault("feel.warning.elements", name=name, expected="boolean")
    return None if None in items else not decisive
