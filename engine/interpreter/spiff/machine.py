"""The token machine: SpiffWorkflow's Workflow with an agenda of its own and the task tree as the scope tree."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.workflow import Workflow

from engine import feel
from engine.interpreter.port import (
    Fact,
    IncidentCleared,
    IncidentRaised,
    ProcessInstanceActivated,
    SequenceFlowTaken,
    Surroundings,
)
from engine.interpreter.spiff.behaviors.process import ROOT
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.token import TaskState, Token
from engine.variables import Variables

if TYPE_CHECKING:
    from engine.interpreter.spiff.behaviors.base import Flow, NodeSpec
    from engine.interpreter.spiff.program import SpiffProgram


class Machine(Workflow):  # type: ignore[misc]
    """All live tokens of one execution, what happened to them, and what is to be done next.

    `agenda` holds tokens that can move: READY ones run, STARTED ones go on because their work or their last child is
    done. SpiffWorkflow's own search for work walks the whole tree; the agenda makes a move cost what it touches.
    """

    tasks: dict[int, Token]

    def __init__(
        self, program: SpiffProgram, variables: Variables, surroundings: Surroundings, move_limit: int
    ) -> None:
        super().__init__(program.spec, deserializing=True)
        self.program = program
        self.variables = variables
        self.surroundings = surroundings
        self.move_limit = move_limit
        self.agenda: deque[Token] = deque()
        self.facts: list[Fact] = []
        self.joins: dict[tuple[int, str], Token] = {}
        self.inclusive_joins: dict[int, Token] = {}
        self.programs: dict[int, SpiffProgram] = {}
        """The program of each process instance that this command has seen alive."""
        self.task_tree: Token
        self._context: feel.Context | None = None

    @property
    def context(self) -> feel.Context:
        """Time and host functions; one command sees one time."""
        if self._context is None:
            self._context = feel.Context(now=self.surroundings.now(), functions=self.surroundings.functions)
        return self._context

    def drain(self) -> tuple[Fact, ...]:
        """What happened since the last time; the next deed is another command."""
        facts = tuple(self.facts)
        self.facts.clear()
        self._context = None
        return facts

    def record(self, fact: Fact) -> None:
        self.facts.append(fact)

    # -- tokens come and go -------------------------------------------------------------------------------------

    def add(self, spec: NodeSpec, scope: Token | None, state: int = TaskState.READY) -> Token:
        """A new token inside `scope`; a READY one is put on the agenda."""
        token = Token(self, spec, scope, state, self.surroundings.next_key())
        self.open_variables(token)
        if state == TaskState.READY:
            self.agenda.append(token)
        return token

    def open_variables(self, token: Token) -> None:
        """Declare the variable scope of `token`, if it has one; that of a process instance is nobody's child."""
        if token.task_spec.has_variables:
            is_instance = token.task_spec.name == ROOT
            self.variables.open_scope(token.id, None if is_instance else token.scope.variable_scope)

    def own_instance(self, root: Token) -> None:
        """Let `root` be a process instance of its own, whatever encloses it."""
        root.process_key = root.id
        self.programs[root.id] = root.task_spec.process.program

    def begin_instance(
        self,
        program: SpiffProgram,
        values: Mapping[str, Any],
        *,
        caller: Token | None = None,
        start: NodeSpec | None = None,
        business_id: str | None = None,
    ) -> Token:
        """A process instance with `values` as root variables; `start` defaults to the none start event."""
        start = start or program.start_spec(None)
        root = self.add(program.spec.start, caller, TaskState.STARTED)
        self.own_instance(root)
        root.is_begun = True
        self.record(
            ProcessInstanceActivated(
                key=root.id,
                program_key=program.key,
                process_id=program.process.id,
                parent_process_instance_key=caller.process_key if caller is not None else None,
                parent_element_instance_key=caller.id if caller is not None else None,
                business_id=business_id,
            )
        )
        token = self.add(start, root)
        if start.node.outputs:
            start.receive(token, values)
        else:
            for name, value in values.items():
                self.variables.set_local(root.id, name, value)
        return root

    def take(self, flow: Flow, scope: Token) -> None:
        """Send a token along `flow`."""
        if flow.reported:
            self.record(SequenceFlowTaken(flow_id=flow.id, process_instance_key=scope.process_key))
        flow.target.arrive(self, scope, flow)

    def resume(self, token: Token) -> None:
        """Let an active token go on, before anything else moves."""
        self.agenda.appendleft(token)

    def terminate(self, token: Token) -> None:
        """End `token` and all inside it, innermost first. The enclosing scope is the caller's care."""
        doomed = [token]
        for parent in doomed:
            doomed.extend(parent.children)
        for victim in reversed(doomed):
            if victim.state == TaskState.ERROR:
                victim.force_state(TaskState.STARTED)
            victim.cancel()
            self._remove_task(victim.id)

    def raise_failure(self, token: Token, failure: Failure, phase: str) -> None:
        """Record the incident; `phase` says what a retry does again."""
        self.raise_incident(token, failure.error_type, failure.message(), phase)

    def raise_incident(self, token: Token, error_type: str, message: str, phase: str) -> None:
        if "incident" in token.memory:
            self.record(IncidentCleared(key=token.id))
        token.memory["incident"] = phase
        self.record(
            IncidentRaised(
                key=token.id,
                element_id=token.task_spec.drawn_id,
                process_instance_key=token.process_key,
                error_type=error_type,
                message=message,
            )
        )

    def _task_completed_notify(self, task: Token) -> None:
        scope = task.enclosing
        if scope is not None:
            scope.task_spec.child_left(scope, task)
        self._remove_task(task.id)
        if scope is None:
            self.completed = True
            return
        for flow in task.task_spec.flows if task.exits is None else task.exits:
            self.take(flow, scope)
        if not scope.has_children:
            self.resume(scope)

    def _remove_task(self, task_id: int) -> None:
        token = self.tasks.pop(task_id)
        if token.enclosing is not None:
            del token.enclosing._children[task_id]
        if token.task_spec.has_variables:
            self.variables.close_scope(task_id)
        place = (token._parent, token.task_spec.name)
        if self.joins.get(place) is token:
            del self.joins[place]
        self.inclusive_joins.pop(task_id, None)

    # -- moving -------------------------------------------------------------------------------------------------

    def move(self) -> None:
        """Move tokens until all wait, or the limit of automatic moves is reached and the agenda is not empty."""
        moves = 0
        while True:
            while self.agenda:
                token = self.agenda[0]
                if token.id in self.tasks and token.state == TaskState.READY:
                    if moves == self.move_limit:
                        return
                    moves += 1
                self.agenda.popleft()
                self._step(token)
            if not self._fire_inclusive_join():
                return

    def _step(self, token: Token) -> None:
        if token.id not in self.tasks:
            return
        if token.state == TaskState.READY:
            token.run()
        else:
            token.task_spec.go_on(token)

    def _fire_inclusive_join(self) -> bool:
        """Nothing else moves: the moment to ask which inclusive joins no token can reach any more."""
        return any(join.task_spec.fire(join) for join in list(self.inclusive_joins.values()))
