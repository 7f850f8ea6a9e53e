"""What every element does: begin, enter, leave, and how SpiffWorkflow's hooks lead there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from SpiffWorkflow.specs.base import TaskSpec

from engine.feel import Expression
from engine.interpreter.port import ElementActivated, ElementCompleted, ElementTerminated, IncidentCleared, WaitClosed
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.mappings import apply_inputs, apply_outputs
from engine.interpreter.spiff.token import Token
from engine.model.process import ElementType, FlowNode, MessageDefinition, TimerDefinition

if TYPE_CHECKING:
    from engine.interpreter.spiff.behaviors.boundary_event import BoundaryEventSpec
    from engine.interpreter.spiff.machine import Machine
    from engine.interpreter.spiff.program import ProcessSpec


T = TypeVar("T")


def expect(kind: type[T], value: object) -> T:
    """`value` as a `kind`; TypeError at compilation says that the reader let something through that cannot run."""
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} expected, not {value!r}")
    return value


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A sequence flow between two specs; `reported` is False for flows that no author drew."""

    id: str
    target: NodeSpec
    condition: Expression | None
    reported: bool


class NodeSpec(TaskSpec):  # type: ignore[misc]
    """One element of a compiled process; immutable once assembled, so instances share it.

    SpiffWorkflow drives it: `Task.run` calls `_run_hook`, whose answer sets the state (None: STARTED, it waits;
    False: ERROR, an incident; True: COMPLETED).
    """

    name: str
    has_variables: bool = False
    """Whether an instance is a variable scope of its own; else it reads and writes in the scope around it."""
    waits: ClassVar[bool] = False
    """Whether an active instance has a user task, job, timer or subscription of its own open."""
    definition: TimerDefinition | MessageDefinition | None = None
    """What a catching event or receive task waits for."""

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, name or node.id)
        self.process = process
        self.node = node
        self.type: ElementType = node.type
        self.is_reported = not node.synthetic
        self.drawn_id = node.id
        """The id an incident speaks of: of an element that no author drew, that of the one it was made for."""
        self.flows: tuple[Flow, ...] = ()

    # -- what behaviours override -------------------------------------------------------------------------------

    def arrive(self, machine: Machine, scope: Token, flow: Flow) -> None:
        """A token comes along `flow`."""
        machine.add(self, scope)

    def enter(self, token: Token) -> bool:
        """Do what the element does; False when it now waits. Raises Failure, and is then called again by a retry."""
        return True

    def leave(self, token: Token) -> None:
        """What comes between the end of the work and the outgoing flows. Raises Failure, and is then called again."""
        self.close_waits(token)
        if self.node.outputs:
            apply_outputs(token, self.node.outputs)

    def resume(self, token: Token) -> bool:
        """The work is done, or the last child is gone; False when there is more to do. Raises Failure."""
        return True

    def child_left(self, token: Token, child: Token) -> None:
        """`child`, an element inside this scope, has completed and is about to disappear."""

    def complete(self, token: Token, values: Mapping[str, Any]) -> None:
        """The worker or the person is done; raises KeyError when nothing can be completed here."""
        raise KeyError(token.id)

    def happen(self, token: Token, event_id: str, values: Mapping[str, Any]) -> None:
        """The event `event_id` that waits on this token happened; raises KeyError when it does not wait."""
        raise KeyError(token.id)

    def catcher(self, code: str) -> BoundaryEventSpec | None:
        """The boundary event that catches the error `code` thrown in this element."""
        return None

    # -- what they share ----------------------------------------------------------------------------------------

    def begin(self, token: Token) -> None:
        """The element instance comes to be."""
        token.is_begun = True
        if self.is_reported:
            token.workflow.record(
                ElementActivated(
                    key=token.id,
                    element_id=self.node.id,
                    type=self.type,
                    scope_key=token.scope.id,
                    process_instance_key=token.process_key,
                )
            )

    def receive(self, token: Token, values: Mapping[str, Any]) -> None:
        """Take in what completion, payload or error bring: local when output mappings follow, else propagated."""
        variables = token.workflow.variables
        write = variables.set_local if self.node.outputs else variables.propagate
        for name, value in values.items():
            write(token.variable_scope, name, value)

    def map_inputs(self, token: Token) -> None:
        if self.node.inputs:
            apply_inputs(token, self.node.inputs)

    def is_waiting(self, token: Token) -> bool:
        """Whether something of `token`, which is active, is still open."""
        return self.waits

    def close_waits(self, token: Token) -> None:
        """Withdraw what waits on `token`, once."""
        if self.is_waiting(token) and not token.memory.get("closed"):
            token.memory["closed"] = True
            token.workflow.record(WaitClosed(key=token.id))

    def go_on(self, token: Token) -> None:
        """Move an active token that waits for nothing more."""
        try:
            if not self.resume(token):
                return
            self.leave(token)
        except Failure as failure:
            token.workflow.raise_failure(token, failure, "leave")
            token.error()
        else:
            token.complete()

    # -- SpiffWorkflow's hooks ----------------------------------------------------------------------------------

    def _predict_hook(self, my_task: Token) -> None:
        """Nothing is predicted: a successor is added when the token gets there."""

    def _run_hook(self, my_task: Token) -> bool | None:
        phase = "enter"
        if not my_task.is_begun:
            self.begin(my_task)
        my_task.memory.pop("again", None)
        try:
            if not self.enter(my_task):
                return None
            phase = "leave"
            self.leave(my_task)
        except Failure as failure:
            my_task.workflow.raise_failure(my_task, failure, phase)
            return False
        return True

    def _on_complete_hook(self, my_task: Token) -> None:
        if self.is_reported:
            my_task.workflow.record(
                ElementCompleted(key=my_task.id, element_id=self.node.id, process_instance_key=my_task.process_key)
            )

    def _on_error_hook(self, my_task: Token) -> None:
        """The incident is recorded already, with its cause."""

    def _on_cancel(self, my_task: Token) -> None:
        memory = my_task.memory
        if "incident" in memory:
            my_task.workflow.record(IncidentCleared(key=my_task.id))
        if my_task.is_begun:
            if memory.get("incident") != "enter" and "again" not in memory:
                self.close_waits(my_task)
            self.report_terminated(my_task)

    def report_terminated(self, token: Token) -> None:
        if self.is_reported:
            token.workflow.record(
                ElementTerminated(key=token.id, element_id=self.node.id, process_instance_key=token.process_key)
            )
