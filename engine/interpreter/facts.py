"""What an execution tells: one frozen class a fact, in the order of happening.

The engine builds rows and history from these alone. Keys are those of the API: a scope, an element instance and a
waiting user task share one key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.model.process import ElementType, FormReference


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
