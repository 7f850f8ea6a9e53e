"""What every deed on a job begins with, and how a job fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from engine.errors import Conflict
from engine.instance_tree import InstanceTree, open_tree
from engine.persistence.tables.job import job
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


class JobNotActive(Conflict):
    """It is completed, cancelled or ended by an error already. Fields: key, state."""

    code = "job.not_active"


def open_job(uow: UnitOfWork, key: int, action: str) -> tuple[InstanceTree, dict[str, Any]]:
    """The locked tree and the row of a job that is still open. Raises InstanceNotFound, AccessDenied, JobNotActive."""
    tree, row = open_tree(uow, "job", key)
    uow.require(action, Resource(kind="job", key=key, unit=tree.unit))
    if row["end_time"] is not None:
        raise JobNotActive(key=key, state=row["state"])
    return tree, row


def fail(
    tree: InstanceTree,
    row: dict[str, Any],
    *,
    retries: int,
    message: str,
    back_off: timedelta = timedelta(),
    variables: Mapping[str, Any],
) -> None:
    """`retries` are those that remain: with some the job is offered again after `back_off`, without it an incident
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
        "available_at": uow.now + back_off,
        "last_update_time": uow.now,
    }
    uow.batch.update(job, changes)
    if retries <= 0:
        tree.execution.raise_incident(row["element_instance_key"], "JOB_NO_RETRIES", message or "No more retries left.")
    elif row["is_internal"] and not back_off:
        uow.deliver("run_job", root_key=tree.root_key, key=row["key"])
    else:
        uow.after_commit(uow.ports.queue.wake)
