"""Compiles ``in`` and the unary tests of decision tables (DMN 1.5, 10.3.1.2 rules 7 to 17, table 55)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import tree
from engine.feel.comparison import PLAIN, equal, order, same, within
from engine.feel.compiler.base import Compiler, Scope, handles
from engine.feel.runtime import Code, Frame, Run
from engine.feel.values import Range

Test = Callable[[Run, Frame | None, Any], bool | None]

INPUT = "?"
"""The name of the value under test, in an expression that stands as a unary test."""


@handles(tree.In)
def _in(compiler: Compiler, node: tree.In, scope: Scope | None) -> Code:
    value = compiler.compile(node.value, scope)
    tests = [_test(compiler, test, scope) for test in node.tests]
    return lambda run, frame: _any(run, frame, tests, value(run, frame))


@handles(tree.UnaryTests)
def _unary_tests(compiler: Compiler, node: tree.UnaryTests, scope: Scope | None) -> Code:
    tests = [_cell_test(compiler, test, scope) for test in node.tests]
    if not tests:
        return compiler.constant(True)
    is_negated = node.is_negated

    def code(run: Run, frame: Frame | None) -> Any:
        verdict = _any(run, frame, tests, run.variables.get(INPUT))
        return not verdict if is_negated and verdict is not None else verdict

    return code


def _any(run: Run, frame: Frame | None, tests: list[Test], value: Any) -> bool | None:
    result: bool | None = False
    for test in tests:
        verdict = test(run, frame, value)
        if verdict is True:
            return True
        if verdict is None:
            result = None
    return result


def _test(compiler: Compiler, node: tree.Node, scope: Scope | None) -> Test:
    if isinstance(node, tree.Comparator):
        return _comparator(node.operator, compiler.compile(node.operand, scope))
    wanted = compiler.compile(node, scope)
    constant = compiler.value(wanted)
    if type(constant) in PLAIN:
        return lambda run, frame, value: (
            value == constant if type(value) is type(constant) else matches(run, value, constant)
        )
    if isinstance(node, tree.RangeLiteral):
        return lambda run, frame, value: _in_interval(run, value, wanted(run, frame))
    return lambda run, frame, value: matches(run, value, wanted(run, frame))


def _cell_test(compiler: Compiler, node: tree.Node, scope: Scope | None) -> Test:
    """A test of a cell; an expression that speaks of ``?`` is itself the verdict."""
    if isinstance(node, tree.Comparator | tree.RangeLiteral | tree.Literal):
        return _test(compiler, node, scope)
    before = set(compiler.free_names)
    compiler.free_names.discard(INPUT)
    wanted = compiler.compile(node, scope)
    speaks_of_input = INPUT in compiler.free_names
    compiler.free_names |= before

    def test(run: Run, frame: Frame | None, value: Any) -> bool | None:
        result = wanted(run, frame)
        if speaks_of_input and (result is None or type(result) is bool):
            return result
        if type(result) is bool and type(value) is not bool:
            return result
        return matches(run, value, result)

    return test


def _comparator(operator: str, operand: Code) -> Test:
    if operator in ("=", "!="):
        wanted = operator == "="

        def equality(run: Run, frame: Frame | None, value: Any) -> bool | None:
            verdict = equal(run, value, operand(run, frame))
            return None if verdict is None else verdict is wanted

        return equality

    def comparison(run: Run, frame: Frame | None, value: Any) -> bool | None:
        result = order(value, operand(run, frame))
        if result is None:
            return None
        return (result < 0 and "<" in operator) or (result > 0 and ">" in operator) or (result == 0 and "=" in operator)

    return comparison


def _in_interval(run: Run, value: Any, interval: Any) -> bool | None:
    return within(run, value, interval) if type(interval) is Range else None


def matches(run: Run, value: Any, wanted: Any) -> bool | None:
    """Whether `value` equals `wanted`, lies in that range, or is an element of that list or lies in a range there."""
    if type(wanted) is Range and type(value) is not Range:
        return within(run, value, wanted)
    if type(wanted) is not list:
        return same(run, value, wanted)
    run.spend(len(wanted))
    for element in wanted:
        if same(run, value, element) or (type(element) is Range and within(run, value, element)):
            return True
    return type(value) is list and same(run, value, wanted)
