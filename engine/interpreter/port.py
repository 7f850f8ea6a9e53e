"""The seam to the interpreter (decision D4): what the engine asks of it, and what it answers.

An `Execution` is one process instance with all the instances it called, in memory for one command. Deeds move its
tokens until every one waits; `drain` returns the `Step`: all that happened, in order. The engine writes the step to
the database; the interpreter itself reads and writes nothing outside its arguments.

Keys are those of the API: a scope, an element instance and a waiting user task share one key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from engine.model.process import (
    Attribute,
    Binding,
    CallBehavior,
    ElementType,
    FlowNode,
    FormReference,
    Process,
)
from engine.variables import Variables

# -- what happened: one class a fact, in the order of happening ---------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInstanceActivated:
    """A process instance began; `parent_element_instance_key` is the call activity that asked for it."""

    key: int
    program_key: int
    process_id: str
    parent_process_instance_key: int | None = None
    parent_element_instance_key: int | None = None
    business_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInstanceCompleted:
    """Its last token is gone."""

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInstanceTerminated:
    """It was cancelled, or ended by what happened outside it."""

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementActivated:
    """`scope_key` is the enclosing element instance (the process instance for a top-level node)."""

    key: int
    element_id: str
    type: ElementType
    scope_key: int
    process_instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementCompleted:
    """The element instance ended as it should."""

    key: int
    element_id: str
    process_instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementTerminated:
    """The element instance was ended from outside."""

    key: int
    element_id: str
    process_instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlowTaken:
    """A token went along the flow."""

    flow_id: str
    process_instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskOpened:
    """Attributes are evaluated already. `form` is resolved to a form by the engine."""

    key: int
    element_id: str
    process_instance_key: int
    assignee: str | None
    candidate_users: tuple[str, ...]
    candidate_groups: tuple[str, ...]
    due_date: datetime | None
    follow_up_date: datetime | None
    priority: int
    form: FormReference | None
    form_id: str | None
    external_form_reference: str | None
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOpened:
    """Work for a worker; `key` is the element instance, the job gets its own key from the engine."""

    key: int
    element_id: str
    process_instance_key: int
    type: str
    retries: int
    headers: Mapping[str, str]
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerOpened:
    """`key` is the element instance that waits: the catch event, the event-based gateway, or the host of a boundary
    event; `element_id` is the event that fires. `repetitions` is how often it still fires, -1 without end; `interval`
    is the ISO 8601 duration between two firings of a cycle."""

    key: int
    element_id: str
    process_instance_key: int
    due_at: datetime
    repetitions: int = 1
    interval: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSubscriptionOpened:
    """`key` and `element_id` as in `TimerOpened`. A non-interrupting subscription stays open after a hit."""

    key: int
    element_id: str
    process_instance_key: int
    message_name: str
    correlation_key: str
    is_interrupting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitClosed:
    """What waited on `key` is over: user task, job, timers and subscriptions of it are withdrawn unless they were
    the cause. With `element_id`, only the timer or subscription of that event."""

    key: int
    element_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRaised:
    """The token stays where it is until the incident is resolved; `error_type` is one of Camunda 8's."""

    key: int
    element_id: str
    process_instance_key: int
    error_type: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCleared:
    """The incident on `key` no longer stands (resolved, or its element was terminated)."""

    key: int


Fact = (
    ProcessInstanceActivated
    | ProcessInstanceCompleted
    | ProcessInstanceTerminated
    | ElementActivated
    | ElementCompleted
    | ElementTerminated
    | SequenceFlowTaken
    | UserTaskOpened
    | JobOpened
    | TimerOpened
    | MessageSubscriptionOpened
    | WaitClosed
    | IncidentRaised
    | IncidentCleared
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTimer:
    """A timer start event's schedule; `repetitions` and `interval` as in `TimerOpened`."""

    element_id: str
    due_at: datetime
    repetitions: int = 1
    interval: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartMessage:
    """A message start event's message."""

    element_id: str
    message_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """All that one command did to one execution. `is_unfinished`: the limit of automatic moves was reached and
    `Execution.proceed` must be called by a later command."""

    facts: tuple[Fact, ...]
    is_unfinished: bool = False


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

    def throw_error(self, key: int, code: str, message: str, variables: Mapping[str, Any]) -> None:
        """The job on `key` ended in a BPMN error; without a catcher it becomes an incident."""

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
