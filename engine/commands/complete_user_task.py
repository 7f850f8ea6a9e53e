"""A person has done a user task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.commands.four_eyes import require_other_person
from engine.commands.user_task import open_user_task, require_hold, require_no_incident
from engine.dispatch import command_handler
from engine.errors import Problems
from engine.history.events import EventType
from engine.model.forms import validate_submission
from engine.persistence.tables.task import user_task
from engine.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteUserTask:
    """`variables` are what the form submits; `action` is a free word for history (default "complete")."""

    user_task_key: int
    variables: Mapping[str, Any] = field(default_factory=dict)
    action: str = "complete"


class FormErrors(Problems):
    """The submission breaks rules of the form; one finding a field. Fields: count, first."""


@command_handler
def complete_user_task(command: CompleteUserTask, uow: UnitOfWork) -> None:
    tree, row, resource = open_user_task(uow, command.user_task_key, "user_task.complete")
    require_hold(uow, row, resource)
    require_other_person(uow, row, "user_task.complete", resource)
    require_no_incident(tree, command.user_task_key)
    variables = checked(uow, row["form_key"], command.variables, lambda: tree.visible(command.user_task_key))
    tree.execution.complete(command.user_task_key, variables)
    assignee = row["assignee"] or uow.actor.username
    uow.batch.update(
        user_task,
        {"key": command.user_task_key, "state": "COMPLETED", "completion_date": uow.now, "assignee": assignee},
    )
    payload = {"user_task_key": command.user_task_key, "element_id": row["element_id"], "action": command.action}
    uow.record(EventType.USER_TASK_COMPLETED, payload, tree)


def checked(
    uow: UnitOfWork,
    form_key: int | None,
    submission: Mapping[str, Any],
    visible: Callable[[], Mapping[str, Any]] = dict,
) -> Mapping[str, Any]:
    """`submission` validated against the form of this definition version, over the variables that `visible` gives.

    Raises FormErrors.
    """
    if form_key is None:
        return submission
    _, form = uow.definitions.form(uow.connection, form_key)
    context = feel.Context(now=uow.now, functions=uow.ports.functions)
    result = validate_submission(form, visible(), submission, context)
    if result.errors:
        raise FormErrors(result.errors, code="forms.invalid")
    return result.values
