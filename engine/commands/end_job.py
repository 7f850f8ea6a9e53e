"""A worker answers for a job: completed, failed, or ended by a BPMN error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.clock import later
from engine.commands.job import fail, open_job, throw_error
from engine.dispatch import command_handler
from engine.history.events import EventType
from engine.persistence.unit_of_work import UnitOfWork
from engine.translation import close_job


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteJob:
    """The work is done; variables are its result."""

    job_key: int
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailJob:
    """`retries` are those that remain; `retry_back_off` in milliseconds."""

    job_key: int
    retries: int = 0
    error_message: str = ""
    retry_back_off: int = 0
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowJobError:
    """The work ended in a business error that the diagram may catch."""

    job_key: int
    error_code: str
    error_message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@command_handler
def complete_job(command: CompleteJob, uow: UnitOfWork) -> None:
    tree, row = open_job(uow, command.job_key, "job.complete")
    close_job(tree, row, "COMPLETED")
    tree.execution.complete(row["element_instance_key"], command.variables)
    uow.record(EventType.JOB_COMPLETED, _what(row), tree)


@command_handler
def fail_job(command: FailJob, uow: UnitOfWork) -> None:
    tree, row = open_job(uow, command.job_key, "job.fail")
    fail(
        tree,
        row,
        retries=command.retries,
        message=command.error_message,
        available_at=later(uow.now, command.retry_back_off),
        variables=command.variables,
    )
    uow.record(
        EventType.JOB_FAILED, {**_what(row), "retries": command.retries, "error_message": command.error_message}, tree
    )


@command_handler
def throw_job_error(command: ThrowJobError, uow: UnitOfWork) -> None:
    tree, row = open_job(uow, command.job_key, "job.throw_error")
    throw_error(tree, row, command.error_code, command.error_message, command.variables)
    uow.record(
        EventType.JOB_ERROR_THROWN,
        {**_what(row), "error_code": command.error_code, "error_message": command.error_message},
        tree,
    )


def _what(row: dict[str, Any]) -> dict[str, Any]:
    return {"job_key": row["key"], "type": row["type"], "element_id": row["element_id"], "worker": row["worker"]}
