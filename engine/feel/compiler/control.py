"""Compiles ``if``, ``for``, ``some`` and ``every``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.feel import decimals, limits, tree
from engine.feel.compiler.base import Compiler, Scope, handles
from engine.feel.errors import FeelLimitExceeded
from engine.feel.faults import Fault
from engine.feel.runtime import Code, Frame, Run
from engine.feel.temporal import Date
from engine.feel.values import NATIVE, Range, as_list, inward, kind_of, number_of

_Source = Callable[[Run, Frame | None], Iterable[Any]]


@handles(tree.If)
def _if(compiler: Compiler, node: tree.If, scope: Scope | None) -> Code:
    branches = [(compiler.compile(test, scope), compiler.compile(result, scope)) for test, result in node.branches]
    otherwise = compiler.compile(node.otherwise, scope)

    def code(run: Run, frame: Frame | None) -> Any:
        for test, result in branches:
            condition = test(run, frame)
            if condition is True:
                return result(run, frame)
            if condition is not False and condition is not None:
                run.warn("feel.warning.not_boolean", operator="if", found=kind_of(condition))
        return otherwise(run, frame)

    return code


@handles(tree.For)
def _for(compiler: Compiler, node: tree.For, scope: Scope | None) -> Code:
    inner = Scope(["partial"], scope)
    sources, body, weight = _loops(compiler, node.iterators, node.body, inner)

    def code(run: Run, frame: Frame | None) -> Any:
        results: list[Any] = []

        def collect(innermost: Frame) -> None:
            run.spend(weight)
            if len(results) >= limits.MAX_LIST:
                raise FeelLimitExceeded("feel.limit.list", limits.MAX_LIST)
            results.append(body(run, innermost))

        return results if _walk(run, sources, Frame({"partial": results}, frame), collect) else None

    return code


@handles(tree.Quantified)
def _quantified(compiler: Compiler, node: tree.Quantified, scope: Scope | None) -> Code:
    sources, condition, weight = _loops(compiler, node.iterators, node.condition, scope)
    decisive, name = not node.is_every, "every" if node.is_every else "some"

    def code(run: Run, frame: Frame | None) -> Any:
        result: bool | None = not decisive

        def judge(innermost: Frame) -> bool:
            nonlocal result
            run.spend(weight)
            value = condition(run, innermost)
            if value is decisive:
                result = decisive
                return True
            if value is not (not decisive):
                result = None
                if value is not None:
                    run.warn("feel.warning.not_boolean", operator=name, found=kind_of(value))
            return False

        return result if _walk(run, sources, frame, judge) else None

    return code


def _loops(
    compiler: Compiler, iterators: tuple[tree.Iterator, ...], body: tree.Node, scope: Scope | None
) -> tuple[list[tuple[str, _Source]], Code, int]:
    sources: list[tuple[str, _Source]] = []
    before = compiler.nodes
    for iterator in iterators:
        sources.append((iterator.name, _source(compiler, iterator, scope)))
        scope = Scope([iterator.name], scope)
    code = compiler.compile(body, scope)
    return sources, code, compiler.nodes - before + 1


def _source(compiler: Compiler, iterator: tree.Iterator, scope: Scope | None) -> _Source:
    source = compiler.compile(iterator.source, scope)
    if iterator.end is None:
        return lambda run, frame: _elements(run, source(run, frame))
    end = compiler.compile(iterator.end, scope)
    return lambda run, frame: _count(run, source(run, frame), end(run, frame))


def _walk(
    run: Run, sources: list[tuple[str, _Source]], frame: Frame | None, visit: Callable[[Frame], bool | None]
) -> bool:
    """Visit every combination until a visit says true; False, with a warning, when something cannot be iterated."""

    def level(index: int, around: Frame | None) -> bool | None:
        name, source = sources[index]
        is_last = index + 1 == len(sources)
        for value in source(run, around):
            inner = Frame({name: value}, around)
            if visit(inner) if is_last else level(index + 1, inner):
                return True
            run.spend(1)
        return False

    try:
        level(0, frame)
    except _NotIterable as fault:
        run.warn(fault.code, **fault.fields)
        return False
    return True


class _NotIterable(Fault):
    """Told apart from other faults, which are caught where they happen."""


def _elements(run: Run, value: Any) -> Iterable[Any]:
    if value is None:
        raise _NotIterable("feel.warning.not_iterable", found="null")
    if type(value) is not Range:
        return (item if type(item) in NATIVE else inward(item) for item in as_list(value))
    if value.low is None or value.high is None:
        raise _NotIterable("feel.warning.not_iterable", found="range")
    low, high = _ordinal(value.low), _ordinal(value.high)
    if low > high:
        raise _NotIterable("feel.warning.not_iterable", found="range")
    first, last = low + (not value.low_included), high - (not value.high_included)
    return _run_through(value.low, first, last) if first <= last else ()


def _count(run: Run, start: Any, end: Any) -> Iterable[Any]:
    """``start..end``, upward or downward (DMN 1.5, table 46)."""
    if type(start) is not type(end) and not (_is_number(start) and _is_number(end)):
        raise _NotIterable("feel.warning.not_iterable", found=f"{kind_of(start)}..{kind_of(end)}")
    return _run_through(start, _ordinal(start), _ordinal(end))


def _run_through(sample: Any, first: int, last: int) -> Iterable[Any]:
    if abs(last - first) >= limits.MAX_LIST:
        raise FeelLimitExceeded("feel.limit.list", limits.MAX_LIST)
    steps = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return (Date.from_days(step) for step in steps) if isinstance(sample, Date) else steps


def _is_number(value: Any) -> bool:
    return kind_of(value) == "number"


def _ordinal(value: Any) -> int:
    if isinstance(value, Date):
        return value.days
    if not _is_number(value) or not decimals.is_integral(number_of(value)):
        raise _NotIterable("feel.warning.not_iterable", found=kind_of(value))
    return int(value)
