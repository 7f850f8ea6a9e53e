"""An external worker takes jobs of one type for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.clock import later
from engine.dispatch import command_handler
from engine.persistence.database import from_json
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateJobs:
    """`timeout` in milliseconds; empty `fetch_variables` means all. A job whose timeout passed is offered again."""

    type: str
    timeout: int
    max_jobs: int
    worker: str = ""
    fetch_variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatedJob:
    """A job as a worker gets it, with the variables that it sees."""

    key: int
    type: str
    element_id: str
    element_instance_key: int
    process_instance_key: int
    root_key: int
    process_definition_key: int
    process_id: str
    process_version: int
    business_id: str | None
    tags: list[str]
    headers: dict[str, Any]
    worker: str
    retries: int
    deadline: datetime
    priority: int
    variables: dict[str, Any]


_TAKE = """
    WITH chosen AS (
      SELECT key FROM job
      WHERE type = %(type)s AND end_time IS NULL AND retries > 0 AND NOT is_internal
        AND available_at <= %(now)s AND (deadline IS NULL OR deadline <= %(now)s)
      ORDER BY priority DESC, key LIMIT %(most)s FOR UPDATE SKIP LOCKED)
    UPDATE job j SET deadline = %(deadline)s, worker = %(worker)s, last_update_time = %(now)s
    FROM chosen, process_instance p, process_definition d
    WHERE j.key = chosen.key AND p.key = j.process_instance_key AND d.key = j.process_definition_key
    RETURNING j.key, j.type, j.element_id, j.element_instance_key, j.process_instance_key, j.root_key,
      j.process_definition_key, d.process_id, d.version AS process_version, p.business_id, p.tags,
      j.headers, j.worker, j.retries, j.deadline, j.priority"""

_VISIBLE = """
    WITH RECURSIVE scope(job_key, key, depth) AS (
      SELECT j.key, j.element_instance_key, 0 FROM job j WHERE j.key = ANY(%(jobs)s)
      UNION ALL
      SELECT s.job_key, e.scope_key, s.depth + 1 FROM scope s JOIN element_instance e ON e.key = s.key)
    SELECT DISTINCT ON (s.job_key, v.name) s.job_key, v.name, v.value
    FROM scope s JOIN job j ON j.key = s.job_key
      JOIN variable v ON v.root_key = j.root_key AND v.scope_key = s.key
    WHERE %(all)s OR v.name = ANY(%(names)s)
    ORDER BY s.job_key, v.name, s.depth"""


@command_handler
def activate_jobs(command: ActivateJobs, uow: UnitOfWork) -> list[ActivatedJob]:
    uow.require("job.activate", Resource(kind="job"))
    rows = uow.connection.exec_driver_sql(
        _TAKE,
        {
            "type": command.type,
            "now": uow.now,
            "deadline": later(uow.now, command.timeout),
            "worker": command.worker,
            "most": command.max_jobs,
        },
    ).all()
    if not rows:
        return []
    variables: dict[int, dict[str, Any]] = {row.key: {} for row in rows}
    for job_key, name, value in uow.connection.exec_driver_sql(
        _VISIBLE,
        {
            "jobs": list(variables),
            "all": not command.fetch_variables,
            "names": list(command.fetch_variables),
        },
    ):
        variables[job_key][name] = from_json(value)
    jobs = [ActivatedJob(**row._mapping, variables=variables[row.key]) for row in rows]
    return sorted(jobs, key=lambda job: (-job.priority, job.key))
