"""Follows the cases of obligations: one that is cancelled leaves its obligations cancelled."""

from __future__ import annotations

from collections.abc import Sequence

from engine.interpreter.port import Fact, ProcessInstanceTerminated
from engine.persistence.unit_of_work import UnitOfWork
from workflows.obligations.record import of_case
from workflows.obligations.status import FINAL, Status


class ObligationListener:
    """A `FactListener`. Everything else that a case does to its obligations, its diagram reports by jobs."""

    def on_facts(self, uow: UnitOfWork, root_key: int, facts: Sequence[Fact]) -> None:
        """What a command that cancels gives as its reason becomes the obligation's."""
        if not any(isinstance(fact, ProcessInstanceTerminated) and fact.key == root_key for fact in facts):
            return
        _, payload = uow.tree_events.get(root_key, ("", {}))
        for record in of_case(uow.connection, root_key):
            if record.status not in FINAL:
                record.changed(uow, status=Status.CANCELLED, reason=payload.get("reason"), reason_codes=[])
