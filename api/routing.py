"""Finds the operation of a request in a tree of path segments, at a cost that does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class Routed(Protocol):
    """What the tree holds: `path` is a template such as ``/v2/user-tasks/{userTaskKey}/completion``."""

    @property
    def method(self) -> str: ...

    @property
    def path(self) -> str: ...


R = TypeVar("R", bound=Routed)


class _Node(Generic[R]):
    __slots__ = ("fixed", "methods", "parameter")

    def __init__(self) -> None:
        self.fixed: dict[str, _Node[R]] = {}
        self.parameter: _Node[R] | None = None
        self.methods: dict[str, tuple[R, tuple[str, ...]]] = {}


class Routes(Generic[R]):
    """All operations by path and method; two operations with the same method and path raise ValueError."""

    def __init__(self, operations: Iterable[R]) -> None:
        self._root: _Node[R] = _Node()
        for operation in operations:
            self._add(operation)

    def _add(self, operation: R) -> None:
        node, names = self._root, []
        for segment in operation.path.strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.fixed.setdefault(segment, _Node())
        if operation.method in node.methods:
            raise ValueError(f"{operation.method} {operation.path} is there twice")
        node.methods[operation.method] = (operation, tuple(names))

    def find(self, path: str) -> tuple[dict[str, tuple[R, tuple[str, ...]]], list[str]] | None:
        """The operations of `path` by method, each with the names of its parameters, and the values of these.

        A fixed segment wins over a parameter. None when the path has no operation.
        """
        node, values = self._root, []
        for segment in path[1:].split("/"):
            following = node.fixed.get(segment)
            if following is None:
                if node.parameter is None or not segment:
                    return None
                values.append(segment)
                following = node.parameter
            node = following
        return (node.methods, values) if node.methods else None
