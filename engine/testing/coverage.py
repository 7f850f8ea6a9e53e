"""Which elements and sequence flows of a diagram the scenarios of its folder went through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.model.process import Process, Scope


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An element or flow that no scenario reaches; `line` is that of the diagram."""

    id: str
    name: str | None
    line: int


@dataclass(slots=True)
class Coverage:
    """Of one diagram, gathered over scenarios."""

    process: Process
    resource: str
    entered: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    @property
    def element_count(self) -> int:
        return len(self.process.walk())

    @property
    def flow_count(self) -> int:
        return sum(len(scope.flows) for scope in _scopes(self.process.scope))

    @property
    def missing_elements(self) -> tuple[Uncovered, ...]:
        nodes = self.process.walk()
        return tuple(Uncovered(node.id, node.name, node.line) for node in nodes if node.id not in self.entered)

    @property
    def missing_flows(self) -> tuple[Uncovered, ...]:
        flows = [flow for scope in _scopes(self.process.scope) for flow in scope.flows.values()]
        return tuple(Uncovered(flow.id, flow.name, flow.line) for flow in flows if flow.id not in self.taken)

    @property
    def percent(self) -> int:
        """Of elements and flows together, rounded down: 100 means all."""
        total = self.element_count + self.flow_count
        missing = len(self.missing_elements) + len(self.missing_flows)
        return (total - missing) * 100 // total


def _scopes(scope: Scope) -> Iterator[Scope]:
    yield scope
    for node in scope.nodes.values():
        if node.scope is not None:
            yield from _scopes(node.scope)
