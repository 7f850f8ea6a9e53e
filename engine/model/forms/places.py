"""The places of a form being filled in: a node for every component, a level for the form and every list item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.errors import Finding
from engine.model.forms.components import Component, DynamicList, Field, Path
from engine.model.forms.kinds.base import Refused
from engine.model.forms.scope import Scope

MISSING: Final = object()


class Level:
    """The form or one item of a list: where keys start."""

    __slots__ = ("_containers", "data", "given", "initial", "list_node", "result", "scope")

    def __init__(
        self, scope: Scope, given: Mapping[str, Any], initial: Mapping[str, Any], list_node: Node | None = None
    ) -> None:
        self.scope = scope
        self.given = given
        """What a client sent for this level."""
        self.initial = initial
        """What the form or the item was opened with."""
        self.list_node = list_node
        self.data = scope.this
        """What expressions see."""
        self.result: dict[str, Any] = {}
        """What is handed back."""
        self._containers: dict[Path, dict[str, Any]] = {(): self.data}

    def container(self, path: Path) -> dict[str, Any]:
        """The object at `path` in the data, begun as a copy of what the form was opened with."""
        found = self._containers.get(path)
        if found is None:
            base = dig(self.initial, path)
            found = dict(base) if isinstance(base, dict) else {}
            self._containers[path] = self.container(path[:-1])[path[-1]] = found
        return found

    def path(self) -> str:
        """The JSON path of this level, with the dot after it: ``tasks[2].``."""
        if self.list_node is None:
            return ""
        return f"{self.list_node.path()}[{self.scope.numbers[-1] - 1}]."

    def label(self) -> str:
        """The list and number a person sees: ``Nhiệm vụ #3 › ``."""
        if self.list_node is None:
            return ""
        return f"{self.list_node.label()} #{self.scope.numbers[-1]} › "


class Node:
    """One component at one place."""

    __slots__ = (
        "component", "is_derived", "is_hidden", "is_live", "items", "level", "owner", "parent", "refusals", "value",
    )  # fmt: skip

    def __init__(self, component: Component, level: Level, parent: Node | None) -> None:
        self.component = component
        self.level = level
        self.parent = parent
        self.value: Any = None
        self.owner = level.data
        """The object in the data that holds the value."""
        self.items: list[Level] = []
        self.refusals: list[tuple[str, Refused]] = []
        """Why what was sent could not be taken: where from the level on, and the reason."""
        self.is_hidden = False
        self.is_derived = False
        """Whether the value follows from the rest of the form."""
        self.is_live: bool = component.hide is not None or (parent is not None and parent.is_live)
        """Whether it has to be settled."""

    def hides(self) -> bool:
        """Whether it is hidden now, by itself or by what it stands in."""
        if self.parent is not None and self.parent.is_hidden:
            return True
        condition = self.component.hide
        return condition is not None and self.level.scope.is_true(condition)

    def path(self) -> str:
        """The JSON path of the value in a submission."""
        return self.level.path() + ".".join(self._bound().key)

    def label(self) -> str:
        """What a person sees of the place: ``Nhiệm vụ #3 › Hạn gửi``."""
        component, scope = self._bound(), self.level.scope
        text = "".join(
            part if isinstance(part, str) else _inserted(scope.evaluate(part)) for part in component.caption.parts
        ).strip()
        return self.level.label() + (text or ".".join(component.key))

    def refusal_findings(self) -> list[Finding]:
        """Why what was sent could not be taken, as findings."""
        return [
            Finding(
                code=refused.code,
                fields={"label": self.label(), "place": place} | refused.fields,
                path=self.level.path() + place,
            )
            for place, refused in self.refusals
        ]

    def _bound(self) -> Field | DynamicList:
        assert isinstance(self.component, Field | DynamicList)
        return self.component


def _inserted(value: Any) -> str:
    return "" if value is None else str(value)


class NotAnObject(Exception):
    """A key leads through something that is no object; `path` is how far it goes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path)


def dig(source: Mapping[str, Any], path: Path, *, is_strict: bool = False) -> Any:
    """The value at `path`, or MISSING; with `is_strict`, raises NotAnObject for a scalar on the way."""
    value: Any = source.get(path[0], MISSING) if path else source
    for depth, segment in enumerate(path[1:], start=1):
        if isinstance(value, dict):
            value = value.get(segment, MISSING)
        elif value is None or value is MISSING or not is_strict:
            return MISSING
        else:
            raise NotAnObject(path[:depth])
    return value
