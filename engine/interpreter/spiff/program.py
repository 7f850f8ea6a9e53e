"""A compiled definition: SpiffWorkflow's specification and what the engine asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.errors import InvalidInput
from engine.interpreter.port import StartMessage, StartTimer, Surroundings
from engine.interpreter.spiff.starts import start_waits
from engine.model.process import (
    CallBehavior,
    ElementType,
    FlowNode,
    FormReference,
    Process,
    UserTaskBehavior,
)

if TYPE_CHECKING:
    from engine.interpreter.spiff.behaviors.base import NodeSpec
    from engine.interpreter.spiff.behaviors.process import ProcessRootSpec


class NoSuchStartEvent(InvalidInput):
    """The process cannot be started in the way that was asked for."""

    code = "interpreter.no_such_start_event"


class ProcessSpec(WorkflowSpec):  # type: ignore[misc]
    """All elements of one process, those of embedded subprocesses included, by name."""

    task_specs: dict[str, NodeSpec]
    start: ProcessRootSpec
    program: SpiffProgram


class SpiffProgram:
    """`port.Program`: immutable once assembled."""

    def __init__(self, key: int, process: Process, deployment_key: int) -> None:
        self._key = key
        self._process = process
        self._nodes = {node.id: node for node in process.walk()}
        self.deployment_key = deployment_key
        self.spec = ProcessSpec(process.id)
        self.spec.program = self

    @property
    def key(self) -> int:
        return self._key

    @property
    def process(self) -> Process:
        return self._process

    @property
    def start_events(self) -> tuple[FlowNode, ...]:
        return tuple(n for n in self._process.scope.nodes.values() if n.type is ElementType.START_EVENT)

    @property
    def calls(self) -> tuple[CallBehavior, ...]:
        return tuple(n.behavior for n in self._nodes.values() if isinstance(n.behavior, CallBehavior))

    @property
    def forms(self) -> tuple[FormReference, ...]:
        tasks = (n.behavior.form for n in self._nodes.values() if isinstance(n.behavior, UserTaskBehavior))
        starts = (n.form for n in self._nodes.values())
        return tuple(form for form in (*tasks, *starts) if form is not None)

    def node(self, element_id: str) -> FlowNode:
        return self._nodes[element_id]

    def start_waits(self, surroundings: Surroundings) -> tuple[StartTimer | StartMessage, ...]:
        return start_waits(self.start_events, surroundings)

    def start_spec(self, element_id: str | None) -> NodeSpec:
        """The start event to begin at: the none start event when `element_id` is None."""
        starts: Mapping[str, NodeSpec] = self.spec.start.starts
        for name, spec in starts.items():
            if name == element_id or (element_id is None and spec.node.event is None):
                return spec
        raise NoSuchStartEvent(process_id=self._process.id, element_id=element_id or "—")
