"""One command, one transaction (decision D3). The only file that writes ``commit``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine.actor import Actor
from engine.errors import Forbidden
from engine.persistence.batch import Batch
from engine.persistence.keys import KeyGenerator
from engine.ports import Delivery, Ports, Resource

if TYPE_CHECKING:
    from engine.definition_cache import DefinitionCache
    from engine.history.events import Stream
    from engine.instance_tree import InstanceTree


Personal = Mapping[str, Mapping[str, Any]]
"""What is personal in an event, by the stable code of the person it is about."""


class AccessDenied(Forbidden):
    """The policy says no; `actor`, `action` and `resource` go into the record of refused attempts."""

    code = "access.denied"

    def __init__(self, actor: Actor, action: str, resource: Resource) -> None:
        self.actor = actor
        self.action = action
        self.resource = resource
        super().__init__(username=actor.username, action=action, kind=resource.kind, key=resource.key)


class UnitOfWork:
    """What a handler works with: connection, actor, time, keys, ports, the trees it opened and the rows it writes.

    A unit of work that never asked the policy cannot commit: a handler that
    forgets to authorise is a fault, and this makes it loud.
    """

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        ports: Ports,
        keys: KeyGenerator,
        definitions: DefinitionCache,
        system_now: Callable[[], datetime],
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.ports = ports
        self._keys = keys
        self.definitions = definitions
        self.batch = Batch()
        self.trees: dict[int, InstanceTree] = {}
        self.tree_events: dict[int, tuple[str, dict[str, Any]]] = {}
        self.deliveries: list[Delivery] = []
        self.stream_events: list[tuple[Stream, str, dict[str, Any], Personal]] = []
        self.identity_epoch = 0
        self._system_now = system_now
        self._now: datetime | None = None
        self._is_authorised = False
        self._after_commit: list[Callable[[], None]] = []

    # -- time and epochs ---------------------------------------------------------------------------------------

    def know_engine_state(self, deployment_epoch: int, identity_epoch: int, pinned_at: datetime | None) -> None:
        """Take over the row ``engine_state``, which a command reads with its first statement."""
        self._now = pinned_at or self._system_now()
        self.identity_epoch = identity_epoch
        self.definitions.see_epoch(deployment_epoch)

    def read_engine_state(self) -> None:
        """Read the row ``engine_state``, for commands whose first statement is about something else."""
        row = self.connection.exec_driver_sql(
            "SELECT deployment_epoch, identity_epoch, pinned_at FROM engine_state WHERE id = 1"
        ).one()
        self.know_engine_state(*row)

    @property
    def now(self) -> datetime:
        """The time of this command, the same from its first to its last row."""
        if self._now is None:
            self.read_engine_state()
            assert self._now is not None
        return self._now

    # -- authorisation -------------------------------------------------------------------------------------------

    def require(self, action: str, resource: Resource) -> None:
        """Go on only if the policy allows it; raises AccessDenied."""
        self._is_authorised = True
        if not self.ports.policy.allows(self.actor, action, resource):
            raise AccessDenied(self.actor, action, resource)

    def permit_own_deed(self) -> None:
        """For what nobody asks for and nobody may be refused: recording a refusal."""
        self._is_authorised = True

    # -- history -------------------------------------------------------------------------------------------------

    def record(self, event: str, payload: Mapping[str, Any], tree: InstanceTree) -> None:
        """What this command is called in the history of `tree`; moves and variable changes are added by themselves."""
        self.tree_events[tree.root_key] = (event, dict(payload))

    def record_in(
        self, stream: Stream, event: str, payload: Mapping[str, Any], personal: Personal | None = None
    ) -> None:
        """An event of a stream that is no process instance; `personal` is encrypted with a key of each subject."""
        self.stream_events.append((stream, event, dict(payload), personal or {}))

    # -- keys ----------------------------------------------------------------------------------------------------

    def next_key(self) -> int:
        """A key that nothing else in the store has."""
        return self._keys.next(self.connection)

    # -- work for later ------------------------------------------------------------------------------------------

    def deliver(self, task: str, *, root_key: int, key: int) -> None:
        """Hand work to a worker, in this transaction."""
        self.deliveries.append(Delivery(task=task, root_key=root_key, key=key))

    # -- the end -------------------------------------------------------------------------------------------------

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once the transaction is durable; the same function runs only once."""
        if call not in self._after_commit:
            self._after_commit.append(call)

    def commit(self) -> None:
        """Write every pending row in one statement and make it durable."""
        if not self._is_authorised:
            raise RuntimeError("a command must ask the policy before it commits")
        self.batch.flush(self.connection)
        self.connection.commit()
        for call in self._after_commit:
            call()
