"""What a query handler works with: a connection that reads, the actor, the policy and the definitions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from engine.actor import Actor
from engine.definition_cache import DefinitionCache
from engine.persistence.unit_of_work import AccessDenied
from engine.ports import Ports, Resource, Visibility


class Reader:
    """Reads what the last command wrote; every statement sees its own snapshot."""

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        ports: Ports,
        definitions: DefinitionCache,
        system_now: Callable[[], datetime],
    ) -> None:
        self.connection = connection
        self.actor = actor
        self.ports = ports
        self.definitions = definitions
        self._system_now = system_now

    def require(self, action: str, resource: Resource) -> None:
        """Go on only if the policy allows it; raises AccessDenied."""
        if not self.ports.policy.allows(self.actor, action, resource):
            raise AccessDenied(self.actor, action, resource)

    def visibility(self, kind: str) -> Visibility:
        """Which rows of `kind` the actor may see."""
        return self.ports.policy.visibility(self.actor, kind)

    def now(self) -> datetime:
        """The store's time: where the clock is pinned, else the machine's. Definitions are up to date afterwards."""
        epoch, pinned = self.connection.exec_driver_sql(
            "SELECT deployment_epoch, pinned_at FROM engine_state WHERE id = 1"
        ).one()
        self.definitions.see_epoch(epoch)
        return pinned or self._system_now()

    def know_deployments(self) -> None:
        """To be called before asking which version is the latest."""
        self.now()
