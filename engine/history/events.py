"""What history records: streams, the types of events, and the event itself as a value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from engine import messages
from engine.actor import Actor


class StreamKind(IntEnum):
    """Each kind of stream; the numbers are stored and hashed, so they never change."""

    PROCESS_INSTANCE = 1
    """One stream a root process instance; called instances write into the stream of their root."""
    DEPLOYMENT = 2
    ORGANIZATION = 3
    """Units, positions, people, rights, calendars, settings."""
    ACCESS = 4
    """What happens outside a case: sessions, refused attempts, reading of history, clock, messages nobody awaited."""
    ERASURE = 5
    """Lawful erasures; it can itself not be erased."""


class Stream(NamedTuple):
    """One chain: its kind, and the key of the root process instance or the fixed number of a single stream."""

    kind: int
    key: int


DEPLOYMENTS = Stream(StreamKind.DEPLOYMENT, 1)
ORGANIZATION = Stream(StreamKind.ORGANIZATION, 1)
ACCESS = Stream(StreamKind.ACCESS, 1)
ERASURES = Stream(StreamKind.ERASURE, 1)
SINGLE_STREAMS = (DEPLOYMENTS, ORGANIZATION, ACCESS, ERASURES)
"""Their heads are in `history_stream`. A command locks them after everything else, in this order."""


def process_instance_stream(root_key: int) -> Stream:
    """The stream of the case whose root process instance is `root_key`."""
    return Stream(StreamKind.PROCESS_INSTANCE, root_key)


class EventType(StrEnum):
    """Types of the engine's events. The Vietnamese label of a type is the message ``history.event.<type>``.

    Grammar: ``thing.happened``, both in snake_case, the thing in the singular and the field's term, the verb in the
    past: ``[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+``. A type names the deed of the command; what moved in consequence
    is in the payload. The floors above add their own types by the same grammar, with a label in their catalogue.
    """

    PROCESS_INSTANCE_CREATED = "process_instance.created"
    PROCESS_INSTANCE_CONTINUED = "process_instance.continued"
    PROCESS_INSTANCE_CANCELLED = "process_instance.cancelled"
    PROCESS_INSTANCE_MIGRATED = "process_instance.migrated"
    PROCESS_INSTANCE_MODIFIED = "process_instance.modified"
    VARIABLES_UPDATED = "variables.updated"
    USER_TASK_ASSIGNED = "user_task.assigned"
    USER_TASK_UNASSIGNED = "user_task.unassigned"
    USER_TASK_UPDATED = "user_task.updated"
    USER_TASK_COMPLETED = "user_task.completed"
    JOB_COMPLETED = "job.completed"
    JOB_FAILED = "job.failed"
    JOB_ERROR_THROWN = "job.error_thrown"
    JOB_UPDATED = "job.updated"
    TIMER_FIRED = "timer.fired"
    MESSAGE_PUBLISHED = "message.published"
    MESSAGE_CORRELATED = "message.correlated"
    MESSAGE_EXPIRED = "message.expired"
    SIGNAL_BROADCAST = "signal.broadcast"
    INCIDENT_RAISED = "incident.raised"
    INCIDENT_RESOLVED = "incident.resolved"
    DEPLOYMENT_CREATED = "deployment.created"
    DEPLOYMENT_DELETED = "deployment.deleted"
    ORGANIZATION_CHANGED = "organization.changed"
    SETTINGS_CHANGED = "settings.changed"
    ACCESS_REFUSED = "access.refused"
    SESSION_OPENED = "session.opened"
    SESSION_REFUSED = "session.refused"
    SESSION_CLOSED = "session.closed"
    TOKEN_CREATED = "token.created"  # noqa: S105
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    PASSWORD_CHANGED = "password.changed"  # noqa: S105
    CLOCK_CHANGED = "clock.changed"
    HISTORY_READ = "history.read"
    HISTORY_VERIFIED = "history.verified"
    HISTORY_EXPORTED = "history.exported"
    HISTORY_PAYLOAD_ERASED = "history.payload_erased"
    HISTORY_SUBJECT_ERASED = "history.subject_erased"


def label(type_: str, language: messages.Language = "vi") -> str:
    """How people call events of this type. Raises KeyError for a type that no catalogue names."""
    return messages.text(f"history.event.{type_}", language)


_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """All that one command did to one stream.

    `payload` is a JSON object: transitions in order, variable changes with before and after, the reason of a refusal.
    What is personal stands apart in `personal`, by data subject (a stable code of the person, never a name or a number
    of an identity paper); each is stored encrypted with a key of its own, which a lawful erasure destroys.
    Raises ValueError for a type against the grammar and for a naive time.
    """

    stream: Stream
    type: str
    actor: Actor
    occurred_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _TYPE.fullmatch(self.type):
            raise ValueError(f"{self.type!r} is not a type of event: thing.happened")
        if self.occurred_at.tzinfo is None:
            raise ValueError("an event needs an aware time")
