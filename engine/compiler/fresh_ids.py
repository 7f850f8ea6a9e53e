"""Ids for what the normal form adds: speaking, the same at every run, and taken by nobody."""

from __future__ import annotations

from engine.model.process import Process, Scope


class FreshIds:
    """Knows every id of one process."""

    def __init__(self, process: Process) -> None:
        self._taken = {process.id}
        self._learn(process.scope)

    def _learn(self, scope: Scope) -> None:
        self._taken.update(scope.nodes, scope.flows)
        for node in scope.nodes.values():
            if node.scope is not None:
                self._learn(node.scope)

    def of(self, origin: str, role: str) -> str:
        """``origin__role``, lengthened by underscores until it is free."""
        name = f"{origin}__{role}"
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name
