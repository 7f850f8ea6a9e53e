"""The registry of lint rules, and what a rule gets to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine.errors import Finding
from engine.model.definitions import Definitions
from engine.model.findings import finding
from engine.model.process import FlowNode, Process, Scope

MAX_HITS_OF_A_RULE = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule is broken; `fields` fill the rule's message."""

    element_id: str | None
    line: int | None
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScopeOf:
    """A scope with its process and, inside an embedded subprocess, the subprocess."""

    process: Process
    owner: FlowNode | None
    scope: Scope
    depth: int

    @property
    def id(self) -> str:
        return self.process.id if self.owner is None else self.owner.id

    @property
    def line(self) -> int:
        return self.process.line if self.owner is None else self.owner.line


class Subject:
    """One file under the rules: its tree, its values, and all scopes and nodes laid out flat."""

    def __init__(self, root: etree._Element, definitions: Definitions) -> None:
        self.root = root
        self.definitions = definitions
        self.scopes: list[ScopeOf] = []
        for process in definitions.processes:
            self._visit(process, None, process.scope, 0)
        self.nodes = [node for each in self.scopes for node in each.scope.nodes.values()]
        self.scope_of_node = {node_id: each for each in self.scopes for node_id in each.scope.nodes}

    def _visit(self, process: Process, owner: FlowNode | None, scope: Scope, depth: int) -> None:
        self.scopes.append(ScopeOf(process, owner, scope, depth))
        for node in scope.nodes.values():
            if node.scope is not None:
                self._visit(process, node, node.scope, depth + 1)


Check = Callable[[Subject], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` names the message; `severity` is ``error`` (refuses the deployment) or ``warning``."""

    code: str
    severity: str
    check: Check


_rules: list[Rule] = []


def rule(code: str, severity: str = "error") -> Callable[[Check], Check]:
    """Register the decorated function as a rule."""

    def register(check: Check) -> Check:
        _rules.append(Rule(code, severity, check))
        return check

    return register


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of registration."""
    return tuple(_rules)


def findings(subject: Subject) -> tuple[Finding, ...]:
    """What all rules find; at most `MAX_HITS_OF_A_RULE` for each."""
    found = []
    for each in _rules:
        for count, hit in enumerate(each.check(subject)):
            if count == MAX_HITS_OF_A_RULE:
                break
            fields = {"element": hit.element_id or "?", **hit.fields}
            resource = subject.definitions.resource
            place: dict[str, Any] = {"element_id": hit.element_id, "line": hit.line}
            found.append(finding(each.code, resource, severity=each.severity, **place, **fields))
    return tuple(found)


def hit(where: FlowNode | Process | ScopeOf, **fields: Any) -> Hit:
    """A hit on a node, a process or the owner of a scope."""
    return Hit(where.id, where.line, fields)
