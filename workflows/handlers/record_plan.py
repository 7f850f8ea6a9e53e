"""`quytrinh:record-plan`: the tasks that an accepted plan promises become rows of their own, to be followed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.ports import JobContext
from workflows.handlers.reading import day, member, objects
from workflows.obligations.record import of_case
from workflows.obligations.status import Status
from workflows.obligations.tables import obligation, planned_task


def record_plan(context: JobContext) -> Mapping[str, Any]:
    """Of the plan for the obligation that the case was begun for, of the coordination plan for the one within it."""
    uow = context.uow
    for record in of_case(uow.connection, context.root_key):
        if record.status is not Status.ACCEPTED:
            continue
        plan, document = ("plan", "plan_document") if record.is_host else ("coordination", "coordination_document")
        uow.batch.update(obligation, {"key": record.key, "document": context.variables.get(document)})
        uow.batch.delete(planned_task, obligation_key=record.key)
        tasks = objects(member(context.variables, plan, "tasks"))
        for position, task in enumerate(tasks, start=1):
            uow.batch.insert(
                planned_task,
                {
                    "key": uow.next_key(),
                    "obligation_key": record.key,
                    "position": position,
                    "content": task.get("content") or "",
                    "lead": task.get("lead") or None,
                    "partners": task.get("partners") or None,
                    "due": day(task.get("due")),
                    "product": task.get("product") or None,
                    "budget": task.get("budget"),
                },
            )
    return {}
