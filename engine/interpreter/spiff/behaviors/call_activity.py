"""Call activities: another process runs as a subtree of the same execution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.interpreter.port import Program
from engine.interpreter.spiff.behaviors.activity import ActivitySpec
from engine.interpreter.spiff.behaviors.base import expect
from engine.interpreter.spiff.behaviors.multi_instance import MultiInstanceBodySpec
from engine.interpreter.spiff.behaviors.process import ROOT
from engine.interpreter.spiff.evaluation import optional_text, required_text
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.program import NoSuchStartEvent, SpiffProgram
from engine.interpreter.spiff.token import Token
from engine.model.process import CallBehavior, FlowNode

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec

MAX_CALL_DEPTH = 50
CALLED_ELEMENT = "CALLED_ELEMENT_ERROR"


class CallActivitySpec(ActivitySpec):
    """The called instance has its own key and its own root variables; errors and cancellation cross the border."""

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.call = expect(CallBehavior, node.behavior)

    def enter(self, token: Token) -> bool:
        self.map_inputs(token)
        program = self._called(token)
        business_id = optional_text(token, "businessId", self.call.business_id)
        self.open_waits(token, None)
        token.workflow.begin_instance(
            program, _values(token, self.call.propagate_all_parent_variables), caller=token, business_id=business_id
        )
        return False

    def child_left(self, token: Token, child: Token) -> None:
        """The called instance is complete: its root variables are the result."""
        if self.call.propagate_all_child_variables or self.node.outputs:
            self.receive(token, dict(token.workflow.variables.local(child.id)))

    def _called(self, token: Token) -> SpiffProgram:
        process_id = required_text(token, "processId", self.call.process_id)
        if _call_depth(token) >= MAX_CALL_DEPTH:
            raise Failure(CALLED_ELEMENT, "interpreter.calls_too_deep", process_id=process_id, limit=MAX_CALL_DEPTH)
        surroundings = token.workflow.surroundings
        program: Program | None = surroundings.called_program(self.process.program, self.call, process_id)
        if program is None:
            raise Failure(CALLED_ELEMENT, "interpreter.called_process_missing", process_id=process_id)
        try:
            called = expect(SpiffProgram, program)
            called.start_spec(None)
        except NoSuchStartEvent as error:
            raise Failure(CALLED_ELEMENT, error.error_code, **error.fields) from None
        return called


def _values(token: Token, all_visible: bool) -> Mapping[str, Any]:
    variables = token.workflow.variables
    if not all_visible:
        return dict(variables.local(token.id))
    values = variables.visible(token.id)
    # A half-filled output collection would come back later and undo what other instances have put in since.
    scope: Token | None = token
    while scope is not None:
        if isinstance(scope.task_spec, MultiInstanceBodySpec) and scope.task_spec.loop.output_collection:
            values.pop(scope.task_spec.loop.output_collection, None)
        scope = scope.enclosing
    return values


def _call_depth(token: Token) -> int:
    depth = 0
    scope: Token | None = token
    while scope is not None:
        depth += scope.task_spec.name == ROOT
        scope = scope.enclosing
    return depth
