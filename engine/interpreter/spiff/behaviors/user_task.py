"""User tasks: attributes are evaluated once, when the task is opened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from engine.interpreter import schedule
from engine.interpreter.port import UserTaskOpened
from engine.interpreter.spiff.behaviors.activity import WorkSpec
from engine.interpreter.spiff.behaviors.base import expect
from engine.interpreter.spiff.evaluation import (
    EXTRACT_VALUE,
    brief,
    optional_text,
    text_list,
    whole_number,
)
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.token import Token
from engine.model.process import Attribute, FlowNode, UserTaskBehavior

if TYPE_CHECKING:
    from engine.interpreter.spiff.program import ProcessSpec

DEFAULT_PRIORITY = 50


class UserTaskSpec(WorkSpec):
    """A task that a person completes."""

    def __init__(self, process: ProcessSpec, node: FlowNode, name: str | None = None) -> None:
        super().__init__(process, node, name)
        self.task = expect(UserTaskBehavior, node.behavior)

    def work(self, token: Token) -> UserTaskOpened:
        task, form = self.task, self.task.form
        return UserTaskOpened(
            key=token.id,
            element_id=self.node.id,
            process_instance_key=token.process_key,
            assignee=optional_text(token, "assignee", task.assignee),
            candidate_users=text_list(token, "candidateUsers", task.candidate_users),
            candidate_groups=text_list(token, "candidateGroups", task.candidate_groups),
            due_date=_date(token, "dueDate", task.due_date),
            follow_up_date=_date(token, "followUpDate", task.follow_up_date),
            priority=_priority(token, task.priority),
            form=form,
            form_id=optional_text(token, "formId", form.form_id if form else None),
            external_form_reference=optional_text(
                token, "externalReference", form.external_reference if form else None
            ),
            headers=task.headers,
        )


def _date(token: Token, name: str, attribute: Attribute | None) -> datetime | None:
    text = optional_text(token, name, attribute)
    if text is None:
        return None
    try:
        return schedule.parse_moment(text)
    except ValueError:
        raise Failure(EXTRACT_VALUE, "interpreter.date_unreadable", attribute=name, value=brief(text)) from None


def _priority(token: Token, attribute: Attribute | None) -> int:
    priority = whole_number(token, "priority", attribute, DEFAULT_PRIORITY)
    if not 0 <= priority <= 100:
        raise Failure(EXTRACT_VALUE, "interpreter.priority_out_of_range", value=priority)
    return priority
