"""What every deed on a job begins with, and how a job fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.errors import Conflict
from engine.instance_tree import InstanceTree, open_tree
from engine.persistence.tables.job import job
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from engine.translation import close_job


class JobNotActive(Conflict):
    """It is completed, cancelled or ended by an error already. Fields: key, state."""

    code = "job.not_active"


class JobAtIncident(Conflict):
    """It has failed for good and waits until its incident is resolved. Fields: key, incident_key."""

    code = "job.at_incident"


NEVER = "infinity"
"""PostgreSQL's timestamp after all others: from when a job at an incident is offered."""


def open_job(uow: UnitOfWork, key: int, action: str, *, is_answer: bool = True) -> tuple[InstanceTree, dict[str, Any]]:
    """The locked tree and the row of a job that is still open; one that stands at an incident takes no answer.

    Raises InstanceNotFound, AccessDenied, JobNotActive, JobAtIncident.
    """
    tree, row = open_tree(uow, "job", key)
    uow.require(action, Resource(kind="job", key=key, unit=tree.unit))
    if row["end_time"] is not None:
        raise JobNotActive(key=key, state=row["state"])
    incident = tree.open_incident(row["element_instance_key"])
    if is_answer and incident is not None:
        raise JobAtIncident(key=key, incident_key=incident["key"])
    return tree, row


def fail(
    tree: InstanceTree,
    row: dict[str, Any],
    *,
    retries: int,
    message: str,
    available_at: datetime,
    variables: Mapping[str, Any],
) -> None:
    """`retries` are those that remain: with some the job is offered again from `available_at`, without an incident
    is raised. Variables of a failure stay local (``zeebe-dialect`` §2)."""
    uow = tree.uow
    if variables:
        tree.execution.set_variables(row["element_instance_key"], variables, local=True)
    changes = {
        "key": row["key"],
        "state": "FAILED",
        "retries": max(retries, 0),
        "error_message": message,
        "worker": None,
        "deadline": None,
        "available_at": available_at if retries > 0 else NEVER,
        "last_update_time": uow.now,
    }
    uow.batch.update(job, changes)
    if retries <= 0:
        tree.execution.raise_incident(row["element_instance_key"], "JOB_NO_RETRIES", message or "No more retries left.")
    elif row["is_internal"] and available_at <= uow.now:
        uow.deliver("run_job", root_key=tree.root_key, key=row["key"])
    else:
        uow.after_commit(uow.ports.queue.wake)


def throw_error(tree: InstanceTree, row: dict[str, Any], code: str, message: str, variables: Mapping[str, Any]) -> None:
    """The job ends in a BPMN error. When nothing catches it the job stands at an incident, and resolving that offers
    it again (``zeebe-dialect`` §3 "Incident")."""
    error = {"error_code": code, "error_message": message}
    if tree.execution.throw_error(row["element_instance_key"], code, message, variables):
        close_job(tree, row, "ERROR_THROWN", **error)
        return
    standing = {"state": "ERROR_THROWN", "worker": None, "deadline": None, "available_at": NEVER}
    tree.uow.batch.update(job, {"key": row["key"], "last_update_time": tree.uow.now, **standing, **error})
