"""The variables of one process instance tree, by scope, held in memory for one command (decision D6).

A scope is named by the key of its element instance. Looking up goes outward and stops at the process instance;
writing without more propagates: the first scope outward that owns the name, else the process instance.
Source of the rules: ``zeebe-dialect`` §2 (Camunda 8, "Variable scopes", "Variable propagation").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_MISSING = object()


@dataclass(frozen=True, slots=True)
class VariableChange:
    """One variable written by a command; `before` is None for a new one, with `is_new` set."""

    scope_key: int
    name: str
    before: Any
    after: Any
    is_new: bool


class Variables:
    """Values are JSON values: None, bool, int, Decimal, str, list, dict. They are never mutated in place."""

    def __init__(self) -> None:
        self._parents: dict[int, int | None] = {}
        self._values: dict[int, dict[str, Any]] = {}
        self._stored: dict[tuple[int, str], Any] = {}
        self._touched: dict[tuple[int, str], None] = {}
        self._closed: dict[int, int] = {}
        self._passing: list[VariableChange] = []

    def load(self, scope_key: int, name: str, value: Any) -> None:
        """Take a value over from the database; it does not count as a change."""
        self._values.setdefault(scope_key, {})[name] = value
        self._stored[scope_key, name] = value

    def open_scope(self, key: int, parent: int | None) -> None:
        """Declare a scope; `parent` is None for a process instance, whatever called it."""
        self._parents[key] = parent

    def close_scope(self, key: int) -> None:
        """Forget a scope that has ended; its variables leave the working set.

        A process instance keeps its variables after its end: people still read them.
        """
        if self._parents.get(key) is None:
            return
        self._closed[key] = self.process_instance_of(key)
        written = [name for name in self._values.get(key, {}) if (key, name) in self._touched]
        self._passing += [self._change(key, name) for name in written]
        for name in written:
            del self._touched[key, name]
        self._values.pop(key, None)
        del self._parents[key]

    def view(self, scope_key: int) -> View:
        """A read-only mapping of all that is visible from `scope_key`."""
        return View(self, scope_key)

    def local(self, scope_key: int) -> Mapping[str, Any]:
        """The variables that `scope_key` itself owns."""
        return self._values.get(scope_key, {})

    def visible(self, scope_key: int) -> dict[str, Any]:
        """All that is visible from `scope_key`, inner values hiding outer ones."""
        chain = []
        key: int | None = scope_key
        while key is not None:
            chain.append(self._values.get(key, {}))
            key = self._parents[key]
        merged: dict[str, Any] = {}
        for values in reversed(chain):
            merged.update(values)
        return merged

    def set_local(self, scope_key: int, name: str, value: Any) -> None:
        """Write into `scope_key` itself."""
        self._values.setdefault(scope_key, {})[name] = value
        self._touched[scope_key, name] = None

    def propagate(self, scope_key: int, name: str, value: Any) -> None:
        """Write where the name is owned, seen from `scope_key` outward; else into the process instance."""
        key = scope_key
        while name not in self._values.get(key, {}):
            parent = self._parents[key]
            if parent is None:
                break
            key = parent
        self.set_local(key, name, value)

    def process_instance_of(self, scope_key: int) -> int:
        """The process instance around `scope_key`, which may have ended in this command."""
        key = self._closed.get(scope_key, scope_key)
        while (parent := self._parents[key]) is not None:
            key = parent
        return key

    def changes(self) -> tuple[VariableChange, ...]:
        """What the command wrote and still stands, in the order of first writing."""
        return tuple(self._change(scope_key, name) for scope_key, name in self._touched)

    def passing_changes(self) -> tuple[VariableChange, ...]:
        """What the command wrote into scopes that it also ended: no rows, but history tells of it."""
        return tuple(self._passing)

    def _change(self, scope_key: int, name: str) -> VariableChange:
        before, after = self._stored.get((scope_key, name)), self._values[scope_key][name]
        return VariableChange(scope_key, name, before, after, (scope_key, name) not in self._stored)

    def closed_scopes(self) -> tuple[int, ...]:
        """Scopes that ended in this command; their rows may be removed from the working table."""
        return tuple(self._closed)

    def lookup(self, scope_key: int, name: str) -> Any:
        """The innermost value of `name`; raises KeyError when no scope owns it."""
        key: int | None = scope_key
        while key is not None:
            value = self._values.get(key, {}).get(name, _MISSING)
            if value is not _MISSING:
                return value
            key = self._parents[key]
        raise KeyError(name)


class View(Mapping[str, Any]):
    """What one scope sees; a Mapping, so that FEEL looks names up lazily."""

    __slots__ = ("_scope_key", "_variables")

    def __init__(self, variables: Variables, scope_key: int) -> None:
        self._variables = variables
        self._scope_key = scope_key

    def __getitem__(self, name: str) -> Any:
        return self._variables.lookup(self._scope_key, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables.visible(self._scope_key))

    def __len__(self) -> int:
        return len(self._variables.visible(self._scope_key))
