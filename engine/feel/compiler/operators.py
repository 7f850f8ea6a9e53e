"""Compiles arithmetic, comparison and three-valued logic, with short ways for the common operands."""

from __future__ import annotations

import operator as python
from collections.abc import Callable
from typing import Any

from engine.feel import tree
from engine.feel.comparison import PLAIN, equal, order
from engine.feel.compiler.base import Compiler, Scope, guarded, handles
from engine.feel.operations import OPERATIONS, negate
from engine.feel.runtime import Code, Frame, Run
from engine.feel.values import kind_of

_MAX_INT = 10**34
_FAST: dict[str, Callable[[Any, Any], Any]] = {"+": python.add, "-": python.sub, "*": python.mul}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {"<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge}
_COMPARABLE = PLAIN - {bool}


@handles(tree.Arithmetic)
def _arithmetic(compiler: Compiler, node: tree.Arithmetic, scope: Scope | None) -> Code:
    code = compiler.compile(node.first, scope)
    if len(node.rest) == 1:
        return _binary(compiler, node.rest[0][0], code, compiler.compile(node.rest[0][1], scope))
    first = code
    rest = [(OPERATIONS[operator], compiler.compile(operand, scope)) for operator, operand in node.rest]

    def chain(run: Run, frame: Frame | None) -> Any:
        value = first(run, frame)
        for operation, operand in rest:
            value = guarded(run, operation, run, value, operand(run, frame))
        return value

    return compiler.fold(chain, first, *(operand for _, operand in rest))


def _binary(compiler: Compiler, operator: str, left_code: Code, right_code: Code) -> Code:
    operation, fast = OPERATIONS[operator], _FAST.get(operator)

    def code(run: Run, frame: Frame | None) -> Any:
        left, right = left_code(run, frame), right_code(run, frame)
        if fast is not None and type(left) is int and type(right) is int:
            result = fast(left, right)
            if -_MAX_INT < result < _MAX_INT:
                return result
        return guarded(run, operation, run, left, right)

    return compiler.fold(code, left_code, right_code)


@handles(tree.Negation)
def _negation(compiler: Compiler, node: tree.Negation, scope: Scope | None) -> Code:
    operand = compiler.compile(node.operand, scope)
    return compiler.fold(lambda run, frame: guarded(run, negate, run, operand(run, frame)), operand)


@handles(tree.Comparison)
def _comparison(compiler: Compiler, node: tree.Comparison, scope: Scope | None) -> Code:
    left, right = compiler.compile(node.left, scope), compiler.compile(node.right, scope)
    if node.operator in _ORDER:
        return compiler.fold(_ordering(node.operator, left, right), left, right)
    return compiler.fold(_equality(compiler, node.operator == "=", left, right), left, right)


def _equality(compiler: Compiler, wanted: bool, left_code: Code, right_code: Code) -> Code:
    constant = compiler.value(right_code)
    kind = type(constant)
    if kind not in PLAIN:
        return lambda run, frame: equality(run, left_code(run, frame), right_code(run, frame), wanted)

    def code(run: Run, frame: Frame | None) -> Any:
        left = left_code(run, frame)
        if type(left) is kind:
            return (left == constant) is wanted
        return equality(run, left, constant, wanted)

    return code


def equality(run: Run, left: Any, right: Any, wanted: bool) -> bool | None:
    """``=`` (`wanted` true) or ``!=``; null with a warning for values of different kinds."""
    result = equal(run, left, right)
    if result is None:
        run.warn("feel.warning.comparison", operator="=" if wanted else "!=", left=kind_of(left), right=kind_of(right))
        return None
    return result is wanted


def _ordering(operator: str, left_code: Code, right_code: Code) -> Code:
    compare = _ORDER[operator]

    def code(run: Run, frame: Frame | None) -> Any:
        left, right = left_code(run, frame), right_code(run, frame)
        kind = type(left)
        if kind is type(right) and kind in _COMPARABLE:
            return compare(left, right)
        return ordering(run, operator, left, right)

    return code


def ordering(run: Run, operator: str, left: Any, right: Any) -> bool | None:
    """``<``, ``<=``, ``>`` or ``>=``; null with a warning for values that have no common order."""
    result = order(left, right)
    if result is None:
        run.warn("feel.warning.comparison", operator=operator, left=kind_of(left), right=kind_of(right))
        return None
    return _ORDER[operator](result, 0)


@handles(tree.Between)
def _between(compiler: Compiler, node: tree.Between, scope: Scope | None) -> Code:
    value_code = compiler.compile(node.value, scope)
    low_code, high_code = compiler.compile(node.low, scope), compiler.compile(node.high, scope)

    def code(run: Run, frame: Frame | None) -> Any:
        value = value_code(run, frame)
        above = ordering(run, ">=", value, low_code(run, frame))
        below = ordering(run, "<=", value, high_code(run, frame))
        return False if above is False or below is False else (above and below)

    return code


@handles(tree.Conjunction)
def _conjunction(compiler: Compiler, node: tree.Conjunction, scope: Scope | None) -> Code:
    return _logic(compiler, node.operands, scope, decisive=False)


@handles(tree.Disjunction)
def _disjunction(compiler: Compiler, node: tree.Disjunction, scope: Scope | None) -> Code:
    return _logic(compiler, node.operands, scope, decisive=True)


def _logic(compiler: Compiler, nodes: tuple[tree.Node, ...], scope: Scope | None, *, decisive: bool) -> Code:
    """The value that decides alone ends it; else null wins over the other value (DMN 1.5, table 49)."""
    operands = tuple(compiler.compile(node, scope) for node in nodes)
    neutral = not decisive
    name = "or" if decisive else "and"

    def code(run: Run, frame: Frame | None) -> Any:
        result: bool | None = neutral
        for operand in operands:
            value = operand(run, frame)
            if value is decisive:
                return decisive
            if value is not neutral:
                result = None
                if value is not None:
                    run.warn("feel.warning.not_boolean", operator=name, found=kind_of(value))
        return result

    return code
