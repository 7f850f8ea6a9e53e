"""Dates, priority or candidates of a user task change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.candidates import candidate_set_keys
from engine.commands.user_task import open_user_task
from engine.dispatch import command_handler
from engine.errors import Conflict, InvalidInput
from engine.history.events import EventType
from engine.persistence.tables.task import user_task
from engine.persistence.unit_of_work import UnitOfWork


class UserTaskChangedMeanwhile(Conflict):
    """The task has another revision than the one the change was made on. Fields: key, revision."""

    code = "user_task.changed_meanwhile"


class BadPriority(InvalidInput):
    """Priorities go from 0 to 100, as in diagrams (``zeebe-dialect`` §1). Fields: priority."""

    code = "user_task.bad_priority"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateUserTask:
    """None keeps a value; ``""`` clears a date and ``()`` clears candidates (Camunda 8, "Update user task").

    `revision`, when given, must be the task's: the ETag of what the caller saw.
    """

    user_task_key: int
    due_date: datetime | str | None = None
    follow_up_date: datetime | str | None = None
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    priority: int | None = None
    action: str = "update"
    revision: int | None = None


@command_handler
def update_user_task(command: UpdateUserTask, uow: UnitOfWork) -> None:
    tree, row, _ = open_user_task(uow, command.user_task_key, "user_task.update")
    if command.revision is not None and command.revision != row["revision"]:
        raise UserTaskChangedMeanwhile(key=command.user_task_key, revision=row["revision"])
    changes: dict[str, Any] = {}
    for name in ("due_date", "follow_up_date"):
        value = getattr(command, name)
        if value is not None:
            changes[name] = value or None
    if command.priority is not None:
        if not 0 <= command.priority <= 100:
            raise BadPriority(priority=command.priority)
        changes["priority"] = command.priority
    for name in ("candidate_users", "candidate_groups"):
        value = getattr(command, name)
        if value is not None:
            changes[name] = list(value)
    if "candidate_users" in changes or "candidate_groups" in changes:
        assignment = uow.ports.resolver.resolve(
            row["assignee"],
            changes.get("candidate_users", row["candidate_users"]),
            changes.get("candidate_groups", row["candidate_groups"]),
            tree.visible(command.user_task_key),
        )
        keys = candidate_set_keys(uow, {assignment.principals})
        changes["candidate_set_key"] = keys[assignment.principals]
    uow.batch.update(user_task, {"key": command.user_task_key, "revision": row["revision"] + 1, **changes})
    payload = {
        "user_task_key": command.user_task_key,
        "element_id": row["element_id"],
        "action": command.action,
        "before": {name: row[name] for name in changes},
        "after": changes,
    }
    uow.record(EventType.USER_TASK_UPDATED, payload, tree)
