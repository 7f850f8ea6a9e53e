"""List functions that do not calculate (DMN 1.5, table 76), and ``sort`` (table 80)."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from engine.feel import limits
from engine.feel.comparison import order, same
from engine.feel.decimals import Number
from engine.feel.errors import FeelLimitExceeded
from engine.feel.faults import Fault
from engine.feel.registry import Registry
from engine.feel.runtime import Run
from engine.feel.values import Function

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin


@builtin("list contains", "list: list, element: any")
def _list_contains(run: Run, items: list[Any], element: Any) -> bool:
    return _holds(run, items, element)


def _holds(run: Run, items: list[Any], element: Any) -> bool:
    run.spend(len(items))
    return any(same(run, item, element) for item in items)


@builtin("count", "list: list")
def _count(run: Run, items: list[Any]) -> int:
    return len(items)


@builtin("sublist", "list: list, start position: number, length: number?")
def _sublist(run: Run, items: list[Any], start: Number, length: Number | None = None) -> list[Any]:
    first = _index(items, start)
    if length is not None and not 0 <= length <= len(items) - first:
        raise Fault("feel.warning.position", position=str(length)[:40])
    run.items(len(items))
    return items[first:] if length is None else items[first : first + int(length)]


def _index(items: list[Any], position: Number) -> int:
    """The Python index of a position from 1, or from the end; raises Fault beyond the list."""
    number = int(position)
    if not 0 < abs(number) <= len(items):
        raise Fault("feel.warning.position", position=str(position)[:40])
    return number - 1 if number > 0 else len(items) + number


@builtin("append", "list: list, item: any...")
def _append(run: Run, items: list[Any], *added: Any) -> list[Any]:
    run.items(len(items) + len(added))
    return [*items, *added]


@builtin("concatenate", "list: list...")
def _concatenate(run: Run, *lists: list[Any]) -> list[Any]:
    run.items(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def _insert_before(run: Run, items: list[Any], position: Number, item: Any) -> list[Any]:
    index = _index(items, position)
    run.items(len(items) + 1)
    return [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def _remove(run: Run, items: list[Any], position: Number) -> list[Any]:
    index = _index(items, position)
    run.items(len(items))
    return items[:index] + items[index + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any")
def _replace_at(run: Run, items: list[Any], position: Number, item: Any) -> list[Any]:
    index = _index(items, position)
    run.items(len(items))
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any", is_pure=False)
def _replace_where(run: Run, items: list[Any], match: Function, new: Any) -> list[Any]:
    run.items(len(items))
    return [new if _judged(run, match, item, new) else item for item in items]


def _judged(run: Run, function: Function, *arguments: Any) -> bool:
    verdict = function.invoke(run, list(arguments))
    if type(verdict) is not bool:
        raise Fault("feel.warning.not_boolean", operator=function.name, found="?")
    return verdict


@builtin("reverse", "list: list")
def _reverse(run: Run, items: list[Any]) -> list[Any]:
    run.items(len(items))
    return items[::-1]


@builtin("index of", "list: list, match: any")
def _index_of(run: Run, items: list[Any], match: Any) -> list[int]:
    run.items(len(items))
    return [position for position, item in enumerate(items, 1) if same(run, item, match)]


@builtin("union", "list: list...")
def _union(run: Run, *lists: list[Any]) -> list[Any]:
    return _without_repeats(run, _concatenate(run, *lists))


@builtin("distinct values", "list: list")
def _distinct(run: Run, items: list[Any]) -> list[Any]:
    return _without_repeats(run, items)


def _without_repeats(run: Run, items: list[Any]) -> list[Any]:
    distinct: list[Any] = []
    for item in items:
        if not _holds(run, distinct, item):
            distinct.append(item)
    return distinct


@builtin("flatten", "list: list")
def _flatten(run: Run, items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    _pour(run, items, flat, 0)
    return flat


def _pour(run: Run, items: list[Any], flat: list[Any], depth: int) -> None:
    if depth > limits.MAX_DEPTH:
        raise FeelLimitExceeded("feel.limit.depth", limits.MAX_DEPTH)
    run.spend(len(items) + 1)
    for item in items:
        if type(item) is list:
            _pour(run, item, flat, depth + 1)
        else:
            flat.append(item)
    if len(flat) > limits.MAX_LIST:
        raise FeelLimitExceeded("feel.limit.list", limits.MAX_LIST)


@builtin("sort", "list: list, precedes: function", is_pure=False)
def _sort(run: Run, items: list[Any], precedes: Function) -> list[Any]:
    def compare(left: Any, right: Any) -> int:
        if _judged(run, precedes, left, right):
            return -1
        return 1 if _judged(run, precedes, right, left) else 0

    run.items(len(items))
    return sorted(items, key=cmp_to_key(compare))


@builtin("sort", "list: list")
def _sort_naturally(run: Run, items: list[Any]) -> list[Any]:
    def compare(left: Any, right: Any) -> int:
        run.spend(1)
        result = order(left, right)
        if result is None:
            raise Fault("feel.warning.elements", name="sort", expected="…")
        return result

    run.items(len(items))
    return sorted(items, key=cmp_to_key(compare))
