"""What an expression sees at one place of a form being filled in.

Form data over input variables; in list items also ``this`` (the item), ``parent`` (what encloses it) and ``i`` (the
number of the item, from 1; in lists within lists the numbers from the outermost inward). A field or variable of such
a name hides it, and ``_this_``, ``_parent_``, ``_i_`` always reach it (form-js, ``buildExpressionContext``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine import feel
from engine.feel import Expression
from engine.model.forms.kinds.base import T

SPECIAL_NAMES = frozenset(("this", "parent", "i", "_this_", "_parent_", "_i_"))


class Root:
    """What all scopes of one run share."""

    __slots__ = ("context", "data", "memory", "variables")

    def __init__(self, variables: Mapping[str, Any], context: feel.Context) -> None:
        self.variables = variables
        self.context = context
        self.data: dict[str, Any] = {}
        """The values of the form; a hidden field is None."""
        self.memory: dict[int, Any] = {}


class Scope(Mapping[str, Any]):
    """The form (`outer` is None) or one item of a dynamic list; it is also the Site of the fields in it."""

    __slots__ = ("_root", "numbers", "outer", "this")

    def __init__(self, root: Root, this: dict[str, Any], outer: Scope | None = None, number: int = 0) -> None:
        self._root = root
        self.this = this
        self.outer = outer
        self.numbers: tuple[int, ...] = () if outer is None else (*outer.numbers, number)

    def __getitem__(self, name: str) -> Any:
        data = self._root.data
        if name in data:
            return data[name]
        try:
            return self._root.variables[name]
        except KeyError:
            return self._special(name)

    def __iter__(self) -> Iterator[str]:
        yield from dict.fromkeys((*self._root.data, *self._root.variables, *SPECIAL_NAMES))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _special(self, name: str) -> Any:
        if name in ("this", "_this_"):
            return self._own()
        if name in ("parent", "_parent_"):
            return None if self.outer is None else self.outer._as_parent()
        if name in ("i", "_i_"):
            return self.numbers[0] if len(self.numbers) == 1 else list(self.numbers)
        raise KeyError(name)

    def _own(self) -> dict[str, Any]:
        return {**self._root.variables, **self._root.data} if self.outer is None else self.this

    def _as_parent(self) -> dict[str, Any]:
        special = {name: self._special(name) for name in ("this", "parent", "i")}
        return special | self._own() | {f"_{name}_": value for name, value in special.items()}

    def evaluate(self, expression: Expression) -> Any:
        """The value of `expression` here, as JSON."""
        return feel.to_json(expression.evaluate(self, self._root.context).value)

    def is_true(self, expression: Expression) -> bool:
        """Whether `expression` is true here; null is not."""
        return expression.evaluate(self, self._root.context).value is True

    def input_variable(self, path: str) -> Any:
        """The variable `path`, or the value at the dotted path in a variable, or None."""
        variables = self._root.variables
        if path in variables:
            return variables[path]
        value: Any = variables
        for segment in path.split("."):
            value = value.get(segment) if isinstance(value, Mapping) else None
        return value

    def once(self, source: Expression | str, make: Callable[[], T]) -> T:
        """See Site; in list items an expression that uses the item is not remembered."""
        if self.outer is not None and not isinstance(source, str) and not SPECIAL_NAMES.isdisjoint(source.names):
            return make()
        memory = self._root.memory
        key = id(source)
        if key not in memory:
            memory[key] = make()
        found: T = memory[key]
        return found
