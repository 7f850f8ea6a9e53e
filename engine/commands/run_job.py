"""A job whose type has a handler in this program is done by a worker of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine.commands.job import fail, open_job
from engine.dispatch import command_handler
from engine.history.events import EventType
from engine.instance_tree import InstanceNotFound
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import BpmnError, JobContext
from engine.translation import close_job


@dataclass(frozen=True, slots=True, kw_only=True)
class RunJob:
    """Idempotent: a job that has ended, or has an incident, is left alone; False then."""

    job_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordJobFailure:
    """The handler of a job raised something: one retry less, a longer pause each time, at none an incident."""

    job_key: int
    message: str


@command_handler
def run_job(command: RunJob, uow: UnitOfWork) -> bool:
    """What the handler writes through the unit of work is committed with the job's completion, or not at all."""
    try:
        tree, row = open_job(uow, command.job_key, "job.run")
    except InstanceNotFound:
        return False
    handler = uow.ports.handlers.get(row["type"])
    if handler is None or row["retries"] <= 0 or row["key"] not in tree.waits["job"]:
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
        close_job(tree, row, "ERROR_THROWN", error_code=error.code, error_message=error.message)
        tree.execution.throw_error(row["element_instance_key"], error.code, error.message, error.variables)
        uow.record(EventType.JOB_ERROR_THROWN, {**payload, "error_code": error.code}, tree)
        return True
    close_job(tree, row, "COMPLETED")
    tree.execution.complete(row["element_instance_key"], variables)
    uow.record(EventType.JOB_COMPLETED, payload, tree)
    return True


PAUSES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
"""Before the next try, by the number of retries that are left: the fewer, the longer."""


@command_handler
def record_job_failure(command: RecordJobFailure, uow: UnitOfWork) -> None:
    tree, row = open_job(uow, command.job_key, "job.run")
    retries = row["retries"] - 1
    pause = PAUSES[max(0, len(PAUSES) - max(retries, 1))]
    fail(tree, row, retries=retries, message=command.message, back_off=pause, variables={})
    payload = {"job_key": row["key"], "type": row["type"], "retries": retries, "error_message": command.message}
    uow.record(EventType.JOB_FAILED, payload, tree)
