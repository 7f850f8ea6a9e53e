"""A form being filled in: reads the values of every field, then settles what depends on them.

The browser settles hidden fields, computed fields and lists of options again after every key press. Here it is
done in passes over the fields until nothing changes; most forms need one. A hidden field is null for every
expression, so what is hidden cannot influence what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine import feel
from engine.errors import InvalidInput
from engine.feel import Expression
from engine.model.forms.components import Component, DynamicList, Field, Form, Group, Path
from engine.model.forms.kinds.base import Refused
from engine.model.forms.kinds.choice import MAX_ITEMS
from engine.model.forms.kinds.computed import Computed
from engine.model.forms.places import MISSING, Level, Node, NotAnObject, dig
from engine.model.forms.scope import Root, Scope

MAX_NODES: Final = 20_000
"""Components in all items of all lists of one submission."""

_MAX_PASSES: Final = 16


class TooManyFields(InvalidInput):
    """The lists of a form have too many items in all."""

    code = "form.too_many_fields"

    def __init__(self) -> None:
        super().__init__(limit=MAX_NODES)


class Filling:
    """One run over a form. `nodes` are in document order, containers before what they contain."""

    def __init__(
        self, form: Form, variables: Mapping[str, Any], given: Mapping[str, Any], context: feel.Context
    ) -> None:
        """`given` is what a client sent; `variables` are what the form was opened with."""
        self._form = form
        self._root = Root(variables, context)
        self.nodes: list[Node] = []
        self._top = Level(Scope(self._root, self._root.data), given, variables)
        self._read(form.components, self._top, None)
        self._settle()

    def values(self, *, is_complete: bool) -> dict[str, Any]:
        """The values by key; hidden and disabled fields only with `is_complete`."""
        for node in self.nodes:
            component = node.component
            if isinstance(component, Group) or (node.is_hidden and not is_complete):
                continue
            if isinstance(component, DynamicList):
                _put(node.level.result, component.key, [item.result for item in node.items])
            elif is_complete or not component.is_disabled:
                _put(node.level.result, component.key, node.value)
        return self._top.result

    def _read(self, components: tuple[Component, ...], level: Level, parent: Node | None) -> None:
        for component in components:
            node = Node(component, level, parent)
            self.nodes.append(node)
            if isinstance(component, Field):
                self._read_field(node, component)
            elif isinstance(component, Group):
                self._read(component.components, level, node)
            else:
                self._read_list(node, component)
        if len(self.nodes) > MAX_NODES:
            raise TooManyFields

    def _read_field(self, node: Node, field: Field) -> None:
        level, kind, key = node.level, field.kind, field.key
        if len(key) > 1:
            node.owner = level.container(key[:-1])
        given = MISSING if field.is_disabled or self._is_locked(node, field) else _given(node, key)
        if given is MISSING or isinstance(kind, Computed):
            initial = dig(level.initial, key)
            node.value = kind.sanitize(field.default if initial is MISSING else initial)
            node.is_derived = kind.deciding() is not None
            if not node.is_derived:
                node.value = kind.settle(node.value, level.scope)
        elif given is None:
            node.value = kind.sanitize(None)
        else:
            try:
                node.value = kind.accept(given)
            except Refused as refused:
                node.refusals.append((".".join(key), refused))
        node.is_live = node.is_live or node.is_derived
        node.owner[key[-1]] = node.value

    def _is_locked(self, node: Node, field: Field) -> bool:
        """Whether nobody could change the field while the form was open, so that our own value counts.

        Items of a list have no identity by which a value could be found again; there the sent value counts.
        """
        readonly = field.readonly
        if readonly is False or node.level.list_node is not None:
            return False
        if not isinstance(readonly, Expression):
            return True
        return self._form.own_names.isdisjoint(readonly.names) and node.level.scope.is_true(readonly)

    def _read_list(self, node: Node, component: DynamicList) -> None:
        key = component.key
        initial = dig(node.level.initial, key)
        sources = initial if isinstance(initial, list) else [{}] * component.default_repetitions
        given = _given(node, key)
        is_given = given is not MISSING
        if is_given:
            sources = _checked_list(node, component, [] if given is None else given, len(sources))
        items: list[dict[str, Any]] = []
        node.value = items
        node.owner = node.level.container(key[:-1])
        node.owner[key[-1]] = items
        for index, source in enumerate(sources):
            if is_given and not isinstance(source, dict):
                node.refusals.append((f"{'.'.join(key)}[{index}]", Refused("form.not_an_object")))
                continue
            values = source if isinstance(source, dict) else {}
            scope = Scope(self._root, {}, node.level.scope, index + 1)
            item = Level(scope, values, {}, node) if is_given else Level(scope, {}, values, node)
            items.append(item.data)
            node.items.append(item)
            self._read(component.components, item, node)

    def _settle(self) -> None:
        live = [node for node in self.nodes if node.is_live]
        for _ in range(_MAX_PASSES if live else 0):
            self._root.memory.clear()
            changes = [_settle_node(node) for node in live]
            if self._form.settles_in_one_pass or not any(changes):
                break
        self._root.memory.clear()


def _settle_node(node: Node) -> bool:
    component = node.component
    is_hidden, value = node.hides(), node.value
    if node.is_derived and isinstance(component, Field):
        value = component.kind.settle(value, node.level.scope)
    is_changed = is_hidden != node.is_hidden or value != node.value
    node.is_hidden, node.value = is_hidden, value
    if not isinstance(component, Group):
        node.owner[component.key[-1]] = None if is_hidden else value
    return is_changed


def _given(node: Node, key: Path) -> Any:
    try:
        return dig(node.level.given, key, is_strict=True)
    except NotAnObject as error:
        node.refusals.append((".".join(error.path), Refused("form.not_an_object")))
        return None


def _checked_list(node: Node, component: DynamicList, given: Any, expected: int) -> list[Any]:
    place = ".".join(component.key)
    if not isinstance(given, list):
        node.refusals.append((place, Refused("form.not_a_list")))
        return []
    if len(given) > MAX_ITEMS:
        node.refusals.append((place, Refused("form.too_many_items", limit=MAX_ITEMS, count=len(given))))
        return []
    if not component.may_add_remove and node.level.list_node is None and len(given) != expected:
        node.refusals.append((place, Refused("form.fixed_list", expected=expected, count=len(given))))
    return given


def _put(target: dict[str, Any], key: Path, value: Any) -> None:
    for segment in key[:-1]:
        target = target.setdefault(segment, {})
    target[key[-1]] = value
