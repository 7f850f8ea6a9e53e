"""What has fallen due is handed to workers: timers, and jobs whose pause after a failure is over.

Any number of workers may do it at once: rows that another one holds are skipped.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.dispatch import command_handler
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverDue:
    """Returns how many were handed over; when it is BATCH or more there may be more."""


_TIMERS = """
    UPDATE timer SET delivered_at = %(now)s WHERE key IN (
      SELECT key FROM timer WHERE due_at <= %(now)s AND delivered_at IS NULL
      ORDER BY due_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
    RETURNING key, coalesce(root_key, key)"""

_JOBS = """
    UPDATE job SET state = 'CREATED' WHERE key IN (
      SELECT key FROM job WHERE available_at <= %(now)s AND is_internal AND state = 'FAILED' AND retries > 0
        AND end_time IS NULL ORDER BY available_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
    RETURNING key, root_key"""


@command_handler
def deliver_due(command: DeliverDue, uow: UnitOfWork) -> int:
    uow.require("job.deliver", Resource(kind="job"))
    values = {"now": uow.now, "batch": BATCH}
    for task, sql in (("fire_timer", _TIMERS), ("run_job", _JOBS)):
        for key, root_key in uow.connection.exec_driver_sql(sql, values).all():
            uow.deliver(task, root_key=root_key, key=key)
    return len(uow.deliveries)
