"""Retries, priority or deadline of a job change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.clock import later
from engine.commands.job import open_job
from engine.dispatch import command_handler
from engine.errors import InvalidInput
from engine.history.events import EventType
from engine.persistence.tables.job import job
from engine.persistence.unit_of_work import UnitOfWork


class BadRetries(InvalidInput):
    """A job has at least one retry, or nobody would ever do it. Fields: retries."""

    code = "job.bad_retries"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateJob:
    """None keeps a value; `retries` are at least 1, `timeout` in milliseconds from now."""

    job_key: int
    retries: int | None = None
    timeout: int | None = None
    priority: int | None = None


@command_handler
def update_job(command: UpdateJob, uow: UnitOfWork) -> None:
    tree, row = open_job(uow, command.job_key, "job.update", is_answer=False)
    if command.retries is not None and command.retries < 1:
        raise BadRetries(retries=command.retries)
    changes: dict[str, Any] = {"last_update_time": uow.now}
    if command.retries is not None:
        changes["retries"] = command.retries
    if command.timeout is not None:
        changes["deadline"] = later(uow.now, command.timeout)
    if command.priority is not None:
        changes["priority"] = command.priority
    uow.batch.update(job, {"key": row["key"], **changes})
    payload = {"job_key": row["key"], "before": {name: row[name] for name in changes}, "after": changes}
    uow.record(EventType.JOB_UPDATED, payload, tree)
