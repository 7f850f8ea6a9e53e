"""Compiles literals, names, lists, contexts and ranges."""

from __future__ import annotations

from typing import Any

from engine.feel import tree
from engine.feel.comparison import order
from engine.feel.compiler.base import Compiler, Scope, handles
from engine.feel.runtime import Code, Frame, Run
from engine.feel.values import NATIVE, HostFunction, Range, inward, kind_of

_MISSING = object()


class ItemFrame(Frame):
    """The frame of a filter: the members of the item, if it is a context, and ``item``."""

    __slots__ = ("item",)

    def __init__(self, item: Any, up: Frame | None) -> None:
        super().__init__(item if type(item) is dict else {}, up)
        self.item = item


@handles(tree.Literal)
def _literal(compiler: Compiler, node: tree.Literal, scope: Scope | None) -> Code:
    return compiler.constant(node.value)


@handles(tree.AtLiteral)
def _at_literal(compiler: Compiler, node: tree.AtLiteral, scope: Scope | None) -> Code:
    if node.value is not None:
        return compiler.constant(node.value)
    text = node.text

    def code(run: Run, frame: Frame | None) -> Any:
        run.warn("feel.warning.temporal_text", kind="@", text=text[:40])
        return None

    return code


@handles(tree.Name)
def _name(compiler: Compiler, node: tree.Name, scope: Scope | None) -> Code:
    name, hops = node.name, 0
    while scope is not None:
        if scope.is_item:
            outer = None if name == "item" else _name(compiler, node, scope.outer)
            return _item_member(name, hops, outer)
        if name in scope.names:
            return _partial(hops) if name == "partial" else _bound(name, hops)
        scope = scope.outer
        hops += 1
    if name not in compiler.functions or name in compiler.known:
        compiler.free_names.add(name)
    return _variable(compiler, name)


def _variable(compiler: Compiler, name: str) -> Code:
    builtin = compiler.functions.get(name)

    def code(run: Run, frame: Frame | None) -> Any:
        try:
            value = run.variables[name]
        except KeyError:
            if name in run.context.functions:
                return HostFunction(name, run.context.functions[name])
            if builtin is None:
                run.warn("feel.warning.unknown_name", name=name)
            return builtin
        return value if type(value) in NATIVE else inward(value)

    return code


def _bound(name: str, hops: int) -> Code:
    if hops == 0:
        return lambda run, frame: frame.values[name]  # type: ignore[union-attr]
    if hops == 1:
        return lambda run, frame: frame.up.values[name]  # type: ignore[union-attr]
    return lambda run, frame: _up(frame, hops).values[name]


def _partial(hops: int) -> Code:
    """The results so far, copied: the list goes on growing behind it."""

    def code(run: Run, frame: Frame | None) -> Any:
        results = _up(frame, hops).values["partial"]
        if type(results) is not list:
            return results
        run.spend(len(results) >> 4)
        return list(results)

    return code


def _item_member(name: str, hops: int, outer: Code | None) -> Code:
    """A member of the filtered item, or what the name means outside; without `outer`, the item itself."""

    def code(run: Run, frame: Frame | None) -> Any:
        around = _up(frame, hops)
        value = around.values.get(name, _MISSING)
        if value is not _MISSING:
            return value if type(value) in NATIVE else inward(value)
        if outer is None:
            return around.item  # type: ignore[attr-defined]
        return outer(run, around.up)

    return code


def _up(frame: Frame | None, hops: int) -> Frame:
    for _ in range(hops):
        frame = frame.up  # type: ignore[union-attr]
    assert frame is not None
    return frame


@handles(tree.ListLiteral)
def _list(compiler: Compiler, node: tree.ListLiteral, scope: Scope | None) -> Code:
    items = tuple(compiler.compile(item, scope) for item in node.items)
    return lambda run, frame: [item(run, frame) for item in items]


@handles(tree.ContextLiteral)
def _context(compiler: Compiler, node: tree.ContextLiteral, scope: Scope | None) -> Code:
    inner = Scope((), scope)
    entries: list[tuple[str, Code]] = []
    for key, value in node.entries:
        if isinstance(value, tree.FunctionLiteral):
            inner.names.add(key)
        entries.append((key, compiler.compile(value, inner)))
        inner.names.add(key)
    if len({key for key, _ in entries}) < len(entries):
        return _duplicate_key

    def code(run: Run, frame: Frame | None) -> Any:
        values: dict[str, Any] = {}
        around = Frame(values, frame)
        for key, entry in entries:
            values[key] = entry(run, around)
        return values

    return code


def _duplicate_key(run: Run, frame: Frame | None) -> Any:
    run.warn("feel.warning.duplicate_key")
    return None


@handles(tree.RangeLiteral)
def _range(compiler: Compiler, node: tree.RangeLiteral, scope: Scope | None) -> Code:
    low_code, high_code = compiler.compile(node.low, scope), compiler.compile(node.high, scope)
    low_included, high_included = node.low_included, node.high_included

    def code(run: Run, frame: Frame | None) -> Any:
        low, high = low_code(run, frame), high_code(run, frame)
        if order(low, high) is None:
            run.warn("feel.warning.range_ends", low=kind_of(low), high=kind_of(high))
            return None
        return Range(low, high, low_included, high_included)

    return compiler.fold(code, low_code, high_code)


@handles(tree.Comparator)
def _half_open(compiler: Compiler, node: tree.Comparator, scope: Scope | None) -> Code:
    operand, operator = compiler.compile(node.operand, scope), node.operator

    def code(run: Run, frame: Frame | None) -> Any:
        end = operand(run, frame)
        if operator == "!=" or order(end, end) is None:
            run.warn("feel.warning.range_ends", low=operator, high=kind_of(end))
            return None
        if operator == "=":
            return Range(end, end, True, True)
        if operator in ("<", "<="):
            return Range(None, end, False, operator == "<=")
        return Range(end, None, operator == ">=", False)

    return compiler.fold(code, operand)
