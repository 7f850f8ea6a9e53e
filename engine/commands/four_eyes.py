"""Two pairs of eyes: who did one task of a case may not do another, where the diagram says so.

The user task that approves has a task header ``notCompletedBy`` with the element ids of the tasks that prepare,
separated by commas; they may lie anywhere in the case, in the calling process or a called one::

    <zeebe:taskHeaders><zeebe:header key="notCompletedBy" value="draft_plan" /></zeebe:taskHeaders>
"""

from __future__ import annotations

from typing import Any

from engine.persistence.unit_of_work import AccessDenied, UnitOfWork
from engine.ports import Resource

NOT_COMPLETED_BY = "notCompletedBy"


class SamePerson(AccessDenied):
    """The actor, or the person they act for, did one of the tasks that prepared this one. Recorded as refused."""

    code = "user_task.same_person"


_DONE_BY = """
    SELECT 1 FROM process_instance p JOIN user_task t ON t.process_instance_key = p.key
    WHERE p.root_key = %s AND t.state = 'COMPLETED' AND t.element_id = ANY(%s) AND t.assignee = ANY(%s) LIMIT 1"""


def require_other_person(uow: UnitOfWork, row: dict[str, Any], action: str, resource: Resource) -> None:
    """One statement, and only for a task with the header; raises SamePerson."""
    named = (row["headers"] or {}).get(NOT_COMPLETED_BY, "")
    elements = [element for part in named.split(",") if (element := part.strip())]
    if not elements:
        return
    people = [name for name in (uow.actor.username, uow.actor.on_behalf_of) if name is not None]
    if uow.connection.exec_driver_sql(_DONE_BY, (row["root_key"], elements, people)).one_or_none() is not None:
        raise SamePerson(uow.actor, action, resource)
