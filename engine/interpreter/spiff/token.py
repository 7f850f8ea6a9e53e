"""A live element instance: SpiffWorkflow's Task, keyed by our keys and without its logging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from engine.interpreter.spiff.behaviors.base import Flow, NodeSpec
    from engine.interpreter.spiff.machine import Machine


class Token(Task):  # type: ignore[misc]
    """A Task whose parent is the element instance that encloses it, not the task that ran before it.

    `id` is the key of the API. `memory` (SpiffWorkflow's `internal_data`) is what a behaviour must remember and cannot
    derive; it is stored, so it holds only what msgpack knows. `data` is never used: variables live elsewhere.

    States: READY is about to run, WAITING is a join that lacks tokens, STARTED is active (something outside or a child
    must end first), ERROR stands at an incident.
    """

    id: int
    task_spec: NodeSpec
    workflow: Machine
    _parent: int

    def __init__(self, machine: Machine, spec: NodeSpec, parent: Token | None, state: int, key: int) -> None:
        super().__init__(machine, spec, parent, state=state, id=key)
        # Unlike a list, a dict forgets a child without a search: a multi-instance body may have thousands.
        self._children: dict[int, None] = {}
        self.process_key: int = key if parent is None else parent.process_key
        self.is_begun = False
        self.exits: tuple[Flow, ...] | None = None
        """The flows to take at completion where they are fewer than all."""

    @property
    def memory(self) -> dict[str, Any]:
        """What is stored of this token beside its place and state."""
        memory: dict[str, Any] = self.internal_data
        return memory

    @property
    def scope(self) -> Token:
        """The enclosing element instance; raises KeyError for the root process instance."""
        return self.workflow.tasks[self._parent]

    @property
    def enclosing(self) -> Token | None:
        """`scope`, or None for the root process instance."""
        return self.workflow.tasks.get(self._parent)

    @property
    def variable_scope(self) -> int:
        """The key under which this token's variables are read and written."""
        return self.id if self.task_spec.has_variables else self._parent

    @property
    def has_children(self) -> bool:
        return bool(self._children)

    def force_state(self, state: int) -> None:
        """Go back from an incident; SpiffWorkflow knows no way back from ERROR."""
        self._set_state(state)

    def _child_added_notify(self, child: Task) -> None:
        self._children[child.id] = None

    def _set_state(self, value: int) -> None:
        # SpiffWorkflow reads the clock and renders log records here. An error end event cancels itself while it runs:
        # what is cancelled stays so.
        if self._state != TaskState.CANCELLED:
            self._state: int = value


__all__ = ["TaskState", "Token"]
