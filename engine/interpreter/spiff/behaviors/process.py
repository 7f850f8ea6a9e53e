"""Scopes that hold other elements: the process instance and the embedded subprocess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.interpreter.port import ProcessInstanceCompleted, ProcessInstanceTerminated
from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.token import Token
from engine.model.process import ElementType, FlowNode, Process

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec

ROOT = "#process"
"""No BPMN id contains ``#``, so this name is free."""


class ProcessRootSpec(NodeSpec):
    """The process instance itself; active until nothing is left inside it.

    It is begun by `Machine.begin_instance`, which knows who called it.
    """

    has_variables = True

    def __init__(self, spec: ProcessSpec, process: Process) -> None:
        super().__init__(spec, FlowNode(id=process.id, type=ElementType.PROCESS, synthetic=True), name=ROOT)
        self.starts: Mapping[str, NodeSpec] = {}

    def _on_complete_hook(self, my_task: Token) -> None:
        my_task.workflow.record(ProcessInstanceCompleted(key=my_task.id))

    def report_terminated(self, token: Token) -> None:
        token.workflow.record(ProcessInstanceTerminated(key=token.id))
