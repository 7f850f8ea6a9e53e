"""What every deed on a user task begins with: open it, ask the policy, check that it is still open."""

from __future__ import annotations

from typing import Any

from engine.candidates import principals_of
from engine.errors import Conflict
from engine.instance_tree import InstanceTree, open_tree
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


class UserTaskNotOpen(Conflict):
    """It is completed or cancelled already. Fields: key, state, assignee."""

    code = "user_task.not_open"


class UserTaskTaken(Conflict):
    """Somebody else is its assignee. Fields: key, assignee."""

    code = "user_task.taken"


class UserTaskAtIncident(Conflict):
    """What it needs is missing, such as its form; it is completed when its incident is resolved.

    Fields: key, incident_key.
    """

    code = "user_task.at_incident"


def require_no_incident(tree: InstanceTree, key: int) -> None:
    """Without its form nothing could be checked; raises UserTaskAtIncident."""
    incident = tree.open_incident(key)
    if incident is not None:
        raise UserTaskAtIncident(key=key, incident_key=incident["key"])


def open_user_task(
    uow: UnitOfWork, key: int, action: str, *, target: str | None = None
) -> tuple[InstanceTree, dict[str, Any], Resource]:
    """The locked tree, the row of the task, and the task as the policy sees it; `target` is who shall get it.

    Raises InstanceNotFound, AccessDenied, UserTaskNotOpen.
    """
    tree, row = open_tree(uow, "user_task", key)
    resource = Resource(
        kind="user_task",
        key=key,
        unit=row["unit"],
        assignee=row["assignee"],
        principals=principals_of(uow.connection, uow.definitions.candidate_principals, row["candidate_set_key"]),
        target=target,
    )
    uow.require(action, resource)
    if row["state"] != "CREATED":
        raise UserTaskNotOpen(key=key, state=row["state"], assignee=row["assignee"] or "")
    return tree, row, resource


def require_hold(uow: UnitOfWork, row: dict[str, Any], resource: Resource) -> None:
    """Only the assignee (or who acts for them, or who may override) may go on; raises UserTaskTaken."""
    holder = row["assignee"]
    if holder in (None, uow.actor.username, uow.actor.on_behalf_of):
        return
    if not uow.ports.policy.allows(uow.actor, "user_task.override", resource):
        raise UserTaskTaken(key=row["key"], assignee=holder)
