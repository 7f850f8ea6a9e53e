"""The body of a multi-instance activity: owns the inner instances and gathers what they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.interpreter.spiff import events
from engine.interpreter.spiff.behaviors.activity import ActivitySpec, HostSpec
from engine.interpreter.spiff.behaviors.base import expect
from engine.interpreter.spiff.evaluation import evaluate, wrong_type
from engine.interpreter.spiff.token import Token
from engine.model.process import ElementType, FlowNode, MultiInstance

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec


class MultiInstanceBodySpec(HostSpec):
    """Mappings belong to the inner instances, boundary events to the body.

    Memory of a body: `total`, `started`, `ended`; of an inner instance: `index` from 0.
    """

    inner: ActivitySpec
    loop: MultiInstance

    def __init__(self, process: ProcessSpec, node: FlowNode) -> None:
        super().__init__(process, node)
        self.loop = expect(MultiInstance, node.multi_instance)
        self.type = ElementType.MULTI_INSTANCE_BODY

    def enter(self, token: Token) -> bool:
        items = self._collection(token)
        waits = events.opened(token, self.boundaries.values())
        token.memory.update(total=len(items), started=0, ended=0)
        if self.loop.output_collection:
            token.workflow.variables.set_local(token.id, self.loop.output_collection, [None] * len(items))
        if not items:
            token.memory["closed"] = True
            return True
        token.workflow.facts.extend(waits)
        for item in items[:1] if self.loop.is_sequential else items:
            self._start(token, item)
        return False

    def resume(self, token: Token) -> bool:
        """The last inner instance is gone: the next of a sequence, or the end."""
        index = token.memory["started"]
        if token.memory.get("satisfied") or index >= token.memory["total"]:
            return True
        items = self._collection(token)
        self._start(token, items[index] if index < len(items) else None)
        return False

    def leave(self, token: Token) -> None:
        self.close_waits(token)
        variables = token.workflow.variables
        name = self.loop.output_collection
        if name:
            variables.propagate(token.scope.variable_scope, name, variables.local(token.id).get(name))

    def collect(self, inner: Token) -> None:
        """An inner instance is leaving: gather its output element and ask whether the whole is complete."""
        body = inner.scope
        if self.loop.output_collection and self.loop.output_element is not None:
            variables = inner.workflow.variables
            value = evaluate(inner, self.loop.output_element)
            gathered = list(variables.local(body.id)[self.loop.output_collection])
            gathered[inner.memory["index"]] = value
            variables.set_local(body.id, self.loop.output_collection, gathered)
        if self.loop.completion_condition is not None:
            satisfied = evaluate(inner, self.loop.completion_condition, extra=_counts(body.memory))
            if not isinstance(satisfied, bool):
                raise wrong_type("completionCondition", "boolean", satisfied)
            if satisfied:
                body.memory["satisfied"] = True

    def child_left(self, token: Token, child: Token) -> None:
        token.memory["ended"] += 1
        if token.memory.get("satisfied"):
            for other in token.children:
                if other is not child:
                    token.workflow.terminate(other)

    def _collection(self, token: Token) -> list[Any]:
        items = evaluate(token, self.loop.input_collection, scope_key=token.scope.variable_scope)
        if not isinstance(items, list):
            raise wrong_type("inputCollection", "list", items)
        return items

    def _start(self, token: Token, item: Any) -> None:
        index = token.memory["started"]
        token.memory["started"] = index + 1
        variables = token.workflow.variables
        inner = token.workflow.add(self.inner, token)
        inner.memory["index"] = index
        variables.set_local(inner.id, "loopCounter", index + 1)
        if self.loop.input_element:
            variables.set_local(inner.id, self.loop.input_element, item)
        plain = self._plain_output_variable()
        if plain is not None and plain not in variables.local(inner.id):
            # Made beforehand, or completing would write it outside, for all instances alike.
            variables.set_local(inner.id, plain, None)

    def _plain_output_variable(self) -> str | None:
        element = self.loop.output_element
        name = element.source.strip() if element is not None else None
        return name if element is not None and name in element.names else None


def _counts(memory: dict[str, Any]) -> dict[str, int]:
    """The instance that is leaving counts as completed."""
    completed = memory["ended"] + 1
    return {
        "numberOfInstances": memory["total"],
        "numberOfActiveInstances": memory["started"] - completed,
        "numberOfCompletedInstances": completed,
        "numberOfTerminatedInstances": 0,
    }
