"""Rules on user tasks: who does them, until when, and how they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.model import timer_text
from engine.model.lint.registry import Hit, Subject, hit, rule
from engine.model.process import Attribute, ElementType, FlowNode, UserTaskBehavior


def _user_tasks(subject: Subject) -> Iterator[tuple[FlowNode, UserTaskBehavior]]:
    for node in subject.nodes:
        if isinstance(node.behavior, UserTaskBehavior):
            yield node, node.behavior


def _static(attribute: Attribute | None) -> str | None:
    return None if attribute is None or attribute.text.startswith("=") else attribute.text


@rule("bpmn.user_task_without_name", severity="warning")
def a_user_task_has_a_name(subject: Subject) -> Iterator[Hit]:
    """People find their work by this name."""
    for node in subject.nodes:
        if node.type is ElementType.USER_TASK and node.name is None:
            yield hit(node)


@rule("bpmn.candidate_list_invalid")
def a_static_list_of_candidates_is_comma_separated(subject: Subject) -> Iterator[Hit]:
    for node, task in _user_tasks(subject):
        for attribute, value in (("candidateUsers", task.candidate_users), ("candidateGroups", task.candidate_groups)):
            text = _static(value)
            if text is not None and (re.search(r'[\[\]"]', text) or not all(map(str.strip, text.split(",")))):
                yield hit(node, attribute=attribute, value=text[:120])


@rule("bpmn.task_date_invalid")
def a_static_date_of_a_task_is_iso_8601(subject: Subject) -> Iterator[Hit]:
    for node, task in _user_tasks(subject):
        for attribute, value in (("dueDate", task.due_date), ("followUpDate", task.follow_up_date)):
            text = _static(value)
            if text is not None and not timer_text.is_date_time(text):
                yield hit(node, attribute=attribute, value=text[:120])


@rule("bpmn.task_priority_invalid")
def a_static_priority_of_a_task_is_within_0_and_100(subject: Subject) -> Iterator[Hit]:
    for node, task in _user_tasks(subject):
        text = _static(task.priority)
        if text is not None and not (re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= 100):
            yield hit(node, value=text[:120])
