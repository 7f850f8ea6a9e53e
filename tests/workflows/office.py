"""An office at work: the whole program on a real database, its people known by username, its clock moved by hand.

Jobs and timers are done by `settle` and `advance_to` themselves, in the order in which a worker would do them: a test
waits for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from engine.actor import SYSTEM, Actor
from engine.commands.clock import PinClock
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.fire_timer import FireTimer
from engine.commands.run_job import RunJob
from engine.queries.user_tasks import GetUserTask
from workflows.identity.actors import ACCOUNT_COLUMNS, account_of, actor_of
from workflows.obligations.queries.get_matrix import GetMatrix, Matrix
from workflows.obligations.queries.get_obligation import GetObligation, ObligationDetails
from workflows.obligations.queries.list_obligations import ListObligations
from workflows.obligations.view import Filter, ObligationView
from workflows.wiring import Application

_JOBS = """
    SELECT j.key FROM job j WHERE j.is_internal AND j.end_time IS NULL AND j.state = 'CREATED' AND j.retries > 0
      AND NOT EXISTS (SELECT 1 FROM incident i WHERE i.job_key = j.key AND i.state = 'ACTIVE')
    ORDER BY j.key"""


class Office:
    """What its people do is done by the actors that signing in would give them."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.engine = application.engine

    # -- people --------------------------------------------------------------------------------------------------

    def actor(self, username: str) -> Actor:
        row = self.row(f"SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.username = %s", username)
        return actor_of(account_of(row), self.application.directories.current())

    def do(self, command: Any, username: str) -> Any:
        """The answer of a command done by `username`, after everything that follows by itself."""
        answer = self.engine.execute(command, self.actor(username))
        self.settle()
        return answer

    def ask(self, query: Any, username: str) -> Any:
        return self.engine.query(query, self.actor(username))

    # -- tasks ---------------------------------------------------------------------------------------------------

    def complete(
        self,
        unit: str,
        element_id: str,
        username: str,
        variables: Mapping[str, Any] | None = None,
        *,
        document: str | None = None,
    ) -> None:
        """The open task of that element in the case of `unit`; `document` names its type where there are two."""
        key = self.task(unit, element_id, document)
        self.do(CompleteUserTask(user_task_key=key, variables=variables or {}), username)

    def task(self, unit: str, element_id: str, document: str | None = None) -> int:
        """Key of the open task; the document that it is about is a variable of its process instance."""
        found = self.rows(
            "SELECT t.key, v.value FROM user_task t LEFT JOIN variable v ON v.root_key = t.root_key "
            "AND v.scope_key = t.process_instance_key AND v.name = 'document' "
            "WHERE t.unit = %s AND t.element_id = %s AND t.state = 'CREATED'",
            unit,
            element_id,
        )
        keys = [row.key for row in found if document is None or f'"type":"{document}"' in row.value]
        assert len(keys) == 1, f"{element_id} of {unit}: {len(keys)} open tasks"
        return int(keys[0])

    def task_row(self, unit: str, element_id: str) -> dict[str, Any]:
        row: dict[str, Any] = self.engine.query(GetUserTask(key=self.task(unit, element_id)), SYSTEM)
        return row

    def open_tasks(self, unit: str) -> list[str]:
        found = self.rows("SELECT element_id FROM user_task WHERE unit = %s AND state = 'CREATED'", unit)
        return sorted(row.element_id for row in found)

    # -- what goes by itself ---------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Do the jobs that wait, and those that come of them."""
        while keys := [row.key for row in self.rows(_JOBS)]:
            for key in keys:
                self.run_job(key)

    def run_job(self, key: int) -> None:
        self.engine.execute(RunJob(job_key=key), SYSTEM)

    def advance_to(self, moment: str) -> None:
        """Move the clock to a local time (ISO 8601 with offset); every timer on the way fires at its own time."""
        end = datetime.fromisoformat(moment).astimezone(UTC)
        while (due := self.row("SELECT key, due_at FROM timer ORDER BY due_at, key LIMIT 1")) and due.due_at <= end:
            self.pin(max(due.due_at, self.now()))
            assert self.engine.execute(FireTimer(timer_key=due.key), SYSTEM)
            self.settle()
        self.pin(end)

    def now(self) -> datetime:
        pinned: datetime | None = self.row("SELECT pinned_at FROM engine_state").pinned_at
        return pinned or self.engine.clock.now()

    def pin(self, moment: datetime) -> None:
        self.engine.execute(PinClock(at=moment), SYSTEM)
        self.application.watch.look()

    # -- looking -------------------------------------------------------------------------------------------------

    def obligation(self, unit: str, template: str) -> ObligationView:
        """As the system sees it."""
        found = self.engine.query(ListObligations(filter=Filter(unit=unit, template=template)), SYSTEM)
        assert len(found) == 1
        view: ObligationView = found[0]
        return view

    def details(self, unit: str, template: str) -> ObligationDetails:
        key = self.obligation(unit, template).key
        details: ObligationDetails = self.engine.query(GetObligation(key=key), SYSTEM)
        return details

    def matrix(self, programme: str, username: str | None = None) -> Matrix:
        actor = SYSTEM if username is None else self.actor(username)
        matrix: Matrix = self.engine.query(GetMatrix(programme=programme), actor)
        return matrix

    def rows(self, sql: str, *parameters: Any) -> list[Any]:
        return list(self.application.reader.rows(sql, parameters))

    def row(self, sql: str, *parameters: Any) -> Any:
        found = self.rows(sql, *parameters)
        return found[0] if found else None
