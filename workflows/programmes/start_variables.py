"""What the process of an obligation is started with; the shapes are those of ``bpmn/README.md``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflows.calendar.deadlines import Deadline
from workflows.packs.obligation_model import Obligation
from workflows.packs.organization_model import Unit
from workflows.programmes.owing import Owed, Terms
from workflows.programmes.rows import Programme, reminder_values


def start_variables(
    programme: Programme,
    obligation: Owed,
    deadline: Deadline,
    receiver: Unit | None,
    parent_plan_tasks: list[dict[str, Any]],
    legal_bases: str,
) -> dict[str, Any]:
    """All of them as JSON values."""
    return {
        "case_code": obligation.case_code,
        "year": programme.year,
        "unit": unit_values(obligation.unit),
        "receiver": receiver and unit_values(receiver),
        "due_at": deadline.due_at.isoformat(),
        "due_text": deadline.explanation_vi,
        "reminder_steps": [reminder_values(step) for step in programme.reminders],
        "parent_plan_tasks": parent_plan_tasks,
        "legal_bases": legal_bases,
    }


def unit_values(unit: Unit) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind}


def parent_plan_tasks(
    templates: Iterable[Obligation], host: Obligation, unit: Unit, terms: Terms
) -> list[dict[str, Any]]:
    """What the programme asks of `unit`, to fill the first draft: all but the deliverable at hand and repetitions.

    Who leads in the unit and what it costs is for the unit to say.
    """
    return [
        _task(template, terms)
        for template in templates
        if template.owed_by.selects(unit)
        and template.repeats is None
        and host.code not in (template.code, template.within)
    ]


def _task(template: Obligation, terms: Terms) -> dict[str, Any]:
    task: dict[str, Any] = {"content": template.task}
    deadlines = [terms.deadline(due.rule, due.period) for due in template.dues]
    days = sorted(deadline.working_last_day for deadline in deadlines if deadline is not None)
    if days:
        task["due"] = days[0].isoformat()
    if template.deliverable is not None:
        task["product"] = template.deliverable.title
    return task
