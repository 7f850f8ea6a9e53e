"""An incident is resolved: what failed is tried again."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dispatch import command_handler
from engine.errors import Conflict
from engine.history.events import EventType
from engine.instance_tree import InstanceTree, open_tree
from engine.model.process import UserTaskBehavior
from engine.persistence.tables.job import job
from engine.persistence.tables.task import user_task
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from engine.translation import form_or_incident


class IncidentNotActive(Conflict):
    """It is resolved already. Fields: key."""

    code = "incident.not_active"


class IncidentNeedsRetries(Conflict):
    """Its job has no retries left; they are raised first. Fields: key, job_key."""

    code = "incident.needs_retries"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident:
    """Try again what failed."""

    incident_key: int


@command_handler
def resolve_incident(command: ResolveIncident, uow: UnitOfWork) -> None:
    tree, row = open_tree(uow, "incident", command.incident_key)
    uow.require("incident.resolve", Resource(kind="incident", key=command.incident_key, unit=tree.unit))
    if row["state"] != "ACTIVE":
        raise IncidentNotActive(key=command.incident_key)
    if row["job_key"] is not None:
        _reopen_job(tree, command.incident_key, row["job_key"])
    tree.execution.retry(row["element_instance_key"])
    if row["error_type"] == "FORM_NOT_FOUND":
        _find_form(tree, row["process_instance_key"], row["element_instance_key"], row["element_id"])
    payload = {"incident_key": command.incident_key, "error_type": row["error_type"], "element_id": row["element_id"]}
    uow.record(EventType.INCIDENT_RESOLVED, payload, tree)


def _reopen_job(tree: InstanceTree, incident_key: int, job_key: int) -> None:
    row = tree.waits["job"].get(job_key)
    if row is None:
        return
    if row["retries"] <= 0:
        raise IncidentNeedsRetries(key=incident_key, job_key=job_key)
    uow = tree.uow
    ready = {"state": "CREATED", "available_at": uow.now, "deadline": None, "last_update_time": uow.now}
    uow.batch.update(job, {"key": job_key, **ready})
    if row["is_internal"]:
        uow.deliver("run_job", root_key=tree.root_key, key=job_key)
    else:
        uow.after_commit(uow.ports.queue.wake)


def _find_form(tree: InstanceTree, process_instance_key: int, task_key: int, element_id: str) -> None:
    behavior = tree.execution.program_of(process_instance_key).node(element_id).behavior
    assert isinstance(behavior, UserTaskBehavior)
    assert behavior.form is not None
    assert behavior.form.form_id is not None
    form_id = tree.execution.evaluate(task_key, behavior.form.form_id)
    if form_id is None or form_id == "":
        return
    form_key = form_or_incident(tree, process_instance_key, task_key, behavior.form, str(form_id))
    tree.uow.batch.update(user_task, {"key": task_key, "form_key": form_key})
