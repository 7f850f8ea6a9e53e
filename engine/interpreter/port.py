"""The seam to the interpreter (decision D4): what the engine asks of it, and what it answers.

An `Execution` is one process instance with all the instances it called, in memory for one command. Deeds move its
tokens until every one waits; `drain` returns the `Step`: all that happened, in order. The engine writes the step to
the database; the interpreter itself reads and writes nothing outside its arguments.

Keys are those of the API: a scope, an element instance and a waiting user task share one key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from engine.interpreter.facts import (
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    Fact,
    IncidentCleared,
    IncidentRaised,
    JobOpened,
    MessageSubscriptionOpened,
    ProcessInstanceActivated,
    ProcessInstanceCompleted,
    ProcessInstanceTerminated,
    SequenceFlowTaken,
    StartMessage,
    StartTimer,
    Step,
    TimerOpened,
    UserTaskOpened,
    WaitClosed,
)
from engine.model.process import (
    Attribute,
    Binding,
    CallBehavior,
    FlowNode,
    FormReference,
    Process,
)
from engine.variables import Variables

# -- what the engine gives ---------------------------------------------------------------------------------------


class Program(Protocol):
    """A compiled definition: immutable, shared by all its instances and by threads."""

    @property
    def key(self) -> int: ...

    @property
    def process(self) -> Process:
        """The process as its author drew it (before the normal form)."""
        ...

    @property
    def deployment_key(self) -> int:
        """The deployment it came with, for the binding ``deployment``."""
        ...

    @property
    def start_events(self) -> tuple[FlowNode, ...]:
        """The start events of the process itself, as drawn: none, timer, message."""
        ...

    @property
    def calls(self) -> tuple[CallBehavior, ...]:
        """Every call activity's behaviour, so that called programs can be fetched beforehand."""
        ...

    @property
    def forms(self) -> tuple[FormReference, ...]:
        """Every form reference of user tasks and start events."""
        ...

    def node(self, element_id: str) -> FlowNode:
        """The element as drawn; raises KeyError."""
        ...

    def start_waits(self, surroundings: Surroundings) -> tuple[StartTimer | StartMessage, ...]:
        """What starts new instances, evaluated at deployment (no variables are known). Raises StartEventUnreadable."""
        ...


class Surroundings(Protocol):
    """What an execution needs from the engine while it moves."""

    def next_key(self) -> int: ...

    def now(self) -> datetime: ...

    @property
    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Functions of the host that FEEL may call."""
        ...

    def program(self, key: int) -> Program:
        """The program of a definition key that the state names."""
        ...

    def called_program(self, caller: Program, call: CallBehavior, process_id: str) -> Program | None:
        """The program a call activity means under its binding; None when nothing fitting is deployed."""
        ...


class Execution(Protocol):
    """One process instance and all that it called. Deeds raise `KeyError` for a key that is not waiting."""

    def proceed(self) -> None:
        """Go on after a step that was unfinished."""

    def complete(self, key: int, variables: Mapping[str, Any]) -> None:
        """The user task, job or receive task on `key` is done; `variables` propagate as the dialect says."""

    def trigger(self, key: int, element_id: str, variables: Mapping[str, Any]) -> None:
        """The timer or message event `element_id` that waits on `key` happened."""

    def throw_error(self, key: int, code: str, message: str, variables: Mapping[str, Any]) -> bool:
        """The job on `key` ended in a BPMN error; False when nothing catches it: then it becomes an incident."""

    def set_variables(self, key: int, variables: Mapping[str, Any], *, local: bool) -> None: ...

    def raise_incident(self, key: int, error_type: str, message: str) -> None:
        """From outside: a job without retries."""

    def retry(self, key: int) -> None:
        """The incident on `key` is resolved: do again what failed. For a job incident nothing moves."""

    def cancel(self) -> None:
        """Terminate the root process instance and everything in it."""

    def drain(self) -> Step: ...

    def dump(self) -> bytes:
        """The state, compact and versioned; without variables and without the definition."""

    @property
    def is_ended(self) -> bool: ...

    @property
    def root_key(self) -> int: ...

    def program_of(self, process_instance_key: int) -> Program:
        """The program of a process instance that is active, or ended in this command."""

    def view(self, key: int) -> Mapping[str, Any]:
        """The variables that an element instance sees; the root's when it has just ended."""

    def evaluate(self, key: int, attribute: Attribute) -> Any:
        """The JSON value of `attribute` as the active element instance `key` sees it."""


class Interpreter(Protocol):
    """Compiles definitions and opens executions."""

    def compile(self, key: int, process: Process, deployment_key: int) -> Program:
        """Normal form and program of `process`."""

    def start(
        self,
        program: Program,
        variables: Variables,
        surroundings: Surroundings,
        *,
        start_element_id: str | None = None,
        payload: Mapping[str, Any],
        business_id: str | None = None,
    ) -> Execution:
        """A new instance; at the none start event when `start_element_id` is None. `payload` becomes root variables."""

    def load(self, state: bytes, variables: Variables, surroundings: Surroundings) -> Execution: ...


__all__ = [
    "Binding",
    "ElementActivated",
    "ElementCompleted",
    "ElementTerminated",
    "Execution",
    "Fact",
    "IncidentCleared",
    "IncidentRaised",
    "Interpreter",
    "JobOpened",
    "MessageSubscriptionOpened",
    "ProcessInstanceActivated",
    "ProcessInstanceCompleted",
    "ProcessInstanceTerminated",
    "Program",
    "SequenceFlowTaken",
    "StartMessage",
    "StartTimer",
    "Step",
    "Surroundings",
    "TimerOpened",
    "UserTaskOpened",
    "WaitClosed",
]
