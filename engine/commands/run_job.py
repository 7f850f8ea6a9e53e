"""A job whose type has a handler in this program is done by a worker of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine.commands.job import JobAtIncident, JobNotActive, fail, open_job, throw_error
from engine.dispatch import command_handler
from engine.history.events import EventType
from engine.instance_tree import InstanceNotFound
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import BpmnError, JobContext, Resource
from engine.translation import close_job


@dataclass(frozen=True, slots=True, kw_only=True)
class RunJob:
    """Idempotent: a job that has ended, or has an incident, is left alone; False then."""

    job_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordJobFailure:
    """The handler of a job raised something: one retry less, a longer pause each time, at none an incident.

    A job that has ended meanwhile, or has an incident, is left alone.
    """

    job_key: int
    message: str


_OVER = (InstanceNotFound, JobNotActive, JobAtIncident)
"""A delivery may come twice, or when the job is over: then there is nothing to do."""


@command_handler
def run_job(command: RunJob, uow: UnitOfWork) -> bool:
    """What the handler writes through the unit of work is committed with the job's completion, or not at all."""
    uow.require("job.run", Resource(kind="job", key=command.job_key))
    try:
        tree, row = open_job(uow, command.job_key, "job.run")
    except _OVER:
        return False
    handler = uow.ports.handlers.get(row["type"])
    if handler is None:
        return False
    context = JobContext(
        job_key=row["key"],
        type=row["type"],
        element_id=row["element_id"],
        process_instance_key=row["process_instance_key"],
        root_key=tree.root_key,
        headers=row["headers"],
        variables=tree.visible(row["element_instance_key"]),
        uow=uow,
    )
    payload = {"job_key": row["key"], "type": row["type"], "element_id": row["element_id"]}
    try:
        variables = handler(context)
    except BpmnError as error:
        throw_error(tree, row, error.code, error.message, error.variables)
        uow.record(EventType.JOB_ERROR_THROWN, {**payload, "error_code": error.code}, tree)
        return True
    close_job(tree, row, "COMPLETED")
    tree.execution.complete(row["element_instance_key"], variables)
    uow.record(EventType.JOB_COMPLETED, payload, tree)
    return True


PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
"""Before the next try, by the number of retries that are left: the fewer, the longer."""

MAX_MESSAGE = 2_000
"""Characters of an exception's text that are kept."""


@command_handler
def record_job_failure(command: RecordJobFailure, uow: UnitOfWork) -> None:
    uow.require("job.run", Resource(kind="job", key=command.job_key))
    try:
        tree, row = open_job(uow, command.job_key, "job.run")
    except _OVER:
        return
    retries = row["retries"] - 1
    pause = PAUSES[max(0, len(PAUSES) - max(retries, 1))]
    message = _storable(command.message)
    fail(tree, row, retries=retries, message=message, available_at=uow.now + pause, variables={})
    payload = {"job_key": row["key"], "type": row["type"], "retries": retries, "error_message": message}
    uow.record(EventType.JOB_FAILED, payload, tree)


def _storable(message: str) -> str:
    """Whatever text an exception has, in a form that PostgreSQL takes and people can read."""
    return message[:MAX_MESSAGE].replace("\0", "\ufffd").encode(errors="replace").decode()
