"""Limits on the size of a diagram, so that reading, running and drawing it stay cheap for everybody."""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.lint.registry import Hit, Subject, hit, rule

MAX_NODES = 2_000
MAX_NESTING = 20
MAX_ID_LENGTH = 200


@rule("bpmn.too_many_elements")
def a_diagram_has_few_enough_elements(subject: Subject) -> Iterator[Hit]:
    """Flow nodes of all processes of the file."""
    if len(subject.nodes) > MAX_NODES:
        yield hit(subject.nodes[MAX_NODES], count=len(subject.nodes), limit=MAX_NODES)


@rule("bpmn.nested_too_deep")
def subprocesses_are_nested_shallowly(subject: Subject) -> Iterator[Hit]:
    for each in subject.scopes:
        if each.depth == MAX_NESTING + 1:
            yield hit(each, limit=MAX_NESTING)


@rule("bpmn.id_too_long")
def an_id_is_short(subject: Subject) -> Iterator[Hit]:
    named = [(process.id, process.line) for process in subject.definitions.processes]
    named += [(node.id, node.line) for node in subject.nodes]
    named += [(flow.id, flow.line) for each in subject.scopes for flow in each.scope.flows.values()]
    for identifier, line in named:
        if len(identifier) > MAX_ID_LENGTH:
            yield Hit(identifier[:MAX_ID_LENGTH] + "…", line, {"limit": MAX_ID_LENGTH})
