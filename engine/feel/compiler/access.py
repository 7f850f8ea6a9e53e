"""Compiles paths, filters and ``instance of``."""

from __future__ import annotations

from typing import Any

from engine.feel import decimals, feel_types, limits, tree
from engine.feel.compiler.base import Compiler, Scope, handles
from engine.feel.compiler.names import ItemFrame
from engine.feel.errors import FeelLimitExceeded
from engine.feel.properties import PROPERTIES
from engine.feel.runtime import Code, Frame, Run
from engine.feel.values import NATIVE, as_list, inward, kind_of, number_of

_MISSING = object()


@handles(tree.Path)
def _path(compiler: Compiler, node: tree.Path, scope: Scope | None) -> Code:
    base, name = compiler.compile(node.base, scope), node.name

    def code(run: Run, frame: Frame | None) -> Any:
        value = base(run, frame)
        if type(value) is dict:
            found = value.get(name, _MISSING)
            if found is not _MISSING:
                return found if type(found) in NATIVE else inward(found)
        return member(run, value, name)

    return code


def member(run: Run, value: Any, name: str, depth: int = 0) -> Any:
    """The member `name` of a value; of a list, the members of its elements (DMN 1.5, 10.3.2.13.4)."""
    if type(value) is list:
        if depth > limits.MAX_DEPTH:
            raise FeelLimitExceeded("feel.limit.depth", limits.MAX_DEPTH)
        run.items(len(value))
        run.spend(4)
        return [_element_member(run, element, name, depth) for element in value]
    if type(value) is dict:
        if name in value:
            return inward(value[name])
        run.warn("feel.warning.unknown_member", name=name)
        return None
    getter = PROPERTIES.get(type(value), {}).get(name)
    if getter is None:
        run.warn("feel.warning.no_member", name=name, kind=kind_of(value))
        return None
    return getter(value)


def _element_member(run: Run, element: Any, name: str, depth: int) -> Any:
    if type(element) is dict:
        found = element.get(name)
        return found if type(found) in NATIVE else inward(found)
    element = inward(element)
    return None if element is None else member(run, element, name, depth + 1)


@handles(tree.Filter)
def _filter(compiler: Compiler, node: tree.Filter, scope: Scope | None) -> Code:
    base = compiler.compile(node.base, scope)
    condition, weight = compiler.weighed(node.condition, Scope((), scope, is_item=True))
    index = compiler.value(condition)
    if kind_of(index) == "number":
        return lambda run, frame: _at(run, base(run, frame), index)

    def code(run: Run, frame: Frame | None) -> Any:
        value = base(run, frame)
        if value is None:
            run.warn("feel.warning.null_filter")
            return None
        items = as_list(value)
        if not items:
            return _of_nothing(run, condition, frame)
        results = []
        for position, element in enumerate(items):
            run.spend(weight)
            item = inward(element)
            verdict = condition(run, ItemFrame(item, frame))
            if verdict is True:
                results.append(item)
            elif position == 0 and kind_of(verdict) == "number":
                return _at(run, items, verdict)
        return results

    return code


def _of_nothing(run: Run, condition: Code, frame: Frame | None) -> Any:
    """An empty list filtered is empty, but its n-th element is null; only the condition's kind tells which."""
    trial = Run(run.variables, run.context)
    trial.steps, trial.depth = run.steps, run.depth
    verdict = condition(trial, ItemFrame(None, frame))
    run.steps = trial.steps
    return _at(run, [], verdict) if kind_of(verdict) == "number" else []


def _at(run: Run, value: Any, index: Any) -> Any:
    """The element at `index`, from 1, or from the end for a negative one; null beyond the list."""
    if value is None:
        run.warn("feel.warning.null_filter")
        return None
    items, number = as_list(value), number_of(index)
    position = int(number)
    if position == number and 0 < abs(position) <= len(items):
        return inward(items[position - 1 if position > 0 else position])
    run.warn("feel.warning.index", index=decimals.text(number)[:40], count=len(items))
    return None


@handles(tree.InstanceOf)
def _instance_of(compiler: Compiler, node: tree.InstanceOf, scope: Scope | None) -> Code:
    value, wanted = compiler.compile(node.value, scope), feel_types.resolve(node.type, compiler.types)
    if wanted is not None:
        return lambda run, frame: wanted(run, value(run, frame))
    name = node.type.name

    def unknown(run: Run, frame: Frame | None) -> Any:
        run.warn("feel.warning.unknown_type", name=name)
        return None

    return unknown
