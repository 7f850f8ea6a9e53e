"""The store's clock is pinned to an instant, or follows the machine's again (decision D11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.dispatch import command_handler
from engine.history.events import ACCESS, EventType
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class PinClock:
    """`at` is aware; None lets the clock run again."""

    at: datetime | None


@command_handler
def pin_clock(command: PinClock, uow: UnitOfWork) -> None:
    uow.require("clock.pin", Resource(kind="clock"))
    before = uow.now
    uow.connection.exec_driver_sql("UPDATE engine_state SET pinned_at = %s WHERE id = 1", (command.at,))
    at = None if command.at is None else command.at.isoformat()
    uow.record_in(ACCESS, EventType.CLOCK_CHANGED, {"before": before.isoformat(), "after": at})
    uow.after_commit(uow.ports.queue.wake)
