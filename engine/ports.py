"""What the engine asks of the floors above, as Protocols; wired in ``workflows/wiring.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Connection

from engine.actor import Actor

if TYPE_CHECKING:
    from engine.history.signing import SigningKey
    from engine.interpreter.port import Fact
    from engine.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """The thing an action is about, as far as a policy may need it.

    `kind` is the table's name in the singular. `principals` are the candidates of a user task
    (``user:NAME``, ``group:NAME``); `unit` is the code of the unit whose case it is; `target` is the username of the
    person to whom a task is to be given.
    """

    kind: str
    key: int | None = None
    process_id: str | None = None
    unit: str | None = None
    assignee: str | None = None
    principals: frozenset[str] = frozenset()
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibility:
    """Which rows of a kind a search may show: all of them, or those of some units, or those reached by a task."""

    everything: bool = False
    units: frozenset[str] = frozenset()
    principals: frozenset[str] = frozenset()


class AuthorizationPolicy(Protocol):
    """Decides by roles, unit and candidates; what it does not know it denies."""

    def allows(self, actor: Actor, action: str, resource: Resource) -> bool: ...

    def visibility(self, actor: Actor, kind: str) -> Visibility: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who may see and do a user task; `principals` is sorted and without repetition."""

    assignee: str | None
    principals: tuple[str, ...]


class AssignmentResolver(Protocol):
    """Turns the candidate groups of a diagram into people of the case's unit."""

    def resolve(
        self,
        assignee: str | None,
        candidate_users: Sequence[str],
        candidate_groups: Sequence[str],
        variables: Mapping[str, Any],
    ) -> Assignment: ...

    def unit_of(self, variables: Mapping[str, Any]) -> str | None:
        """The code of the unit whose case it is, at its start."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """What a service-task handler sees; what it writes through `uow` is committed with the job's completion."""

    job_key: int
    type: str
    element_id: str
    process_instance_key: int
    root_key: int
    headers: Mapping[str, str]
    variables: Mapping[str, Any]
    uow: UnitOfWork


class BpmnError(Exception):
    """A job handler raises it for a business error that the diagram may catch; `code` is compared exactly."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


JobHandler = Callable[[JobContext], Mapping[str, Any]]
"""Returns the job's result variables. Raises BpmnError for a BPMN error; anything else is a failure."""


class FactListener(Protocol):
    """Told what moved, inside the transaction of the command that moved it."""

    def on_facts(self, uow: UnitOfWork, root_key: int, facts: Sequence[Fact]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is due now and is handed to a worker: the name of a task of ``engine/jobs`` and the key it is about.

    Deliveries with the same `root_key` are done one after the other.
    """

    task: str
    root_key: int
    key: int


class JobQueue(Protocol):
    """Delivers what is due now to a worker; deferred in the transaction, woken after its commit."""

    def defer(self, connection: Connection, deliveries: Sequence[Delivery]) -> None: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """All that the engine is wired with."""

    policy: AuthorizationPolicy
    resolver: AssignmentResolver
    queue: JobQueue
    handlers: Mapping[str, JobHandler] = field(default_factory=dict)
    listeners: tuple[FactListener, ...] = ()
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    signing_key: SigningKey | None = None
    """Signs checkpoints of history; None where none are taken."""
