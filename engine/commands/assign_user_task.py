"""A user task gets an assignee, or loses the one it has."""

from __future__ import annotations

from dataclasses import dataclass

from engine.commands.four_eyes import require_other_person
from engine.commands.user_task import UserTaskTaken, open_user_task, require_hold
from engine.dispatch import command_handler
from engine.history.events import EventType
from engine.persistence.tables.task import user_task
from engine.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignUserTask:
    """Claim (assignee is the actor) or assign to another; without `allow_override` a taken task is a conflict."""

    user_task_key: int
    assignee: str
    allow_override: bool = True
    action: str = "assign"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnassignUserTask:
    """Give the task back to its candidates."""

    user_task_key: int


@command_handler
def assign_user_task(command: AssignUserTask, uow: UnitOfWork) -> None:
    is_claim = command.assignee == uow.actor.username
    action = "user_task.claim" if is_claim else "user_task.assign"
    tree, row, resource = open_user_task(uow, command.user_task_key, action, target=command.assignee)
    if is_claim:
        require_other_person(uow, row, action, resource)
    before = row["assignee"]
    if before not in (None, command.assignee):
        if not command.allow_override:
            raise UserTaskTaken(key=command.user_task_key, assignee=before)
        require_hold(uow, row, resource)
    uow.batch.update(user_task, _assigned(row, command.assignee))
    payload = {
        "user_task_key": command.user_task_key,
        "element_id": row["element_id"],
        "before": before,
        "after": command.assignee,
        "action": command.action,
    }
    uow.record(EventType.USER_TASK_ASSIGNED, payload, tree)


@command_handler
def unassign_user_task(command: UnassignUserTask, uow: UnitOfWork) -> None:
    tree, row, resource = open_user_task(uow, command.user_task_key, "user_task.unassign")
    require_hold(uow, row, resource)
    uow.batch.update(user_task, _assigned(row, None))
    payload = {
        "user_task_key": command.user_task_key,
        "element_id": row["element_id"],
        "before": row["assignee"],
        "after": None,
    }
    uow.record(EventType.USER_TASK_UNASSIGNED, payload, tree)


def _assigned(row: dict[str, object], assignee: str | None) -> dict[str, object]:
    return {"key": row["key"], "assignee": assignee, "revision": int(str(row["revision"])) + 1}
