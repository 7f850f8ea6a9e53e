"""An engine for tests: real database, pinned clock, everybody may do everything unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from engine.actor import Actor
from engine.clock import PinnedClock
from engine.engine import Engine
from engine.interpreter.port import Interpreter
from engine.interpreter.spiff.interpreter import SpiffInterpreter
from engine.jobs.queue import ProcrastinateQueue
from engine.persistence.database import open_database
from engine.ports import Assignment, JobHandler, Ports, Resource, Visibility

START = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
"""10/03/2025 08:00 in Việt Nam."""

OFFICER = Actor(username="lan", display_name="Nguyễn Thị Lan", unit="XA-TRA-BINH", position="focal_officer")
ADMIN = Actor(username="admin", roles=frozenset({"administrator"}))


class AllowAll:
    """Denies only the actions in `denied`."""

    def __init__(self) -> None:
        self.denied: set[str] = set()

    def allows(self, actor: Actor, action: str, resource: Resource) -> bool:
        return action not in self.denied

    def visibility(self, actor: Actor, kind: str) -> Visibility:
        return Visibility(everything=True)


class PlainResolver:
    """Groups and users as the diagram names them; the unit is the variable ``unit.code``."""

    def resolve(
        self,
        assignee: str | None,
        candidate_users: Sequence[str],
        candidate_groups: Sequence[str],
        variables: Mapping[str, Any],
    ) -> Assignment:
        names = {f"user:{name}" for name in candidate_users} | {f"group:{name}" for name in candidate_groups}
        return Assignment(assignee=assignee, principals=tuple(sorted(names)))

    def unit_of(self, variables: Mapping[str, Any]) -> str | None:
        unit = variables.get("unit")
        return unit.get("code") if isinstance(unit, dict) else None


def make_engine(
    url: str,
    *,
    handlers: Mapping[str, JobHandler] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    interpreter: Interpreter | None = None,
) -> Engine:
    """An engine on the database at `url`; its clock is a PinnedClock at START."""
    ports = Ports(
        policy=AllowAll(),
        resolver=PlainResolver(),
        queue=ProcrastinateQueue(url),
        handlers=handlers or {},
        functions=functions or {},
    )
    return Engine(open_database(url, pool_size=4), PinnedClock(START), interpreter or SpiffInterpreter(), ports)
