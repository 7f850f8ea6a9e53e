"""Finds out at parse time how the expressions of a form hang together."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.forms.components import Component, DynamicList, Group
from engine.model.forms.scope import SPECIAL_NAMES


def own_names(components: tuple[Component, ...]) -> frozenset[str]:
    """The root names the form fills, and those by which an expression reaches a list item."""
    return SPECIAL_NAMES | frozenset(_root_names(components))


def _root_names(components: tuple[Component, ...]) -> Iterator[str]:
    for component in components:
        if isinstance(component, Group):
            yield from _root_names(component.components)
        else:
            yield component.key[0]


def settles_in_one_pass(components: tuple[Component, ...]) -> bool:
    """Whether no expression of the form reads what another expression decides."""
    reads: set[str] = set()
    writes: set[str] = set()
    _gather(components, None, False, reads, writes)
    return reads.isdisjoint(writes | SPECIAL_NAMES)


def _gather(
    components: tuple[Component, ...], root: str | None, is_live: bool, reads: set[str], writes: set[str]
) -> None:
    """`root` is the root name of the list around, `is_live` whether a container around may be hidden."""
    for component in components:
        live = is_live or component.hide is not None
        if component.hide is not None:
            reads |= component.hide.names
        if isinstance(component, Group):
            _gather(component.components, root, live, reads, writes)
            continue
        name = root or component.key[0]
        if isinstance(component, DynamicList):
            if live:
                writes.add(name)
            _gather(component.components, name, live, reads, writes)
        else:
            expression = component.kind.deciding()
            if expression is not None:
                reads |= expression.names
            if live or expression is not None:
                writes.add(name)
