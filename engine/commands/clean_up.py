"""Rows that have done their service are removed: expired messages and old answers to repeated requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engine.dispatch import command_handler
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource

ANSWERS_KEPT = timedelta(days=7)
"""How long a repetition of a request gets the first answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUp:
    """Safe to run at any time, by several at once."""


@command_handler
def clean_up(command: CleanUp, uow: UnitOfWork) -> None:
    uow.require("store.clean_up", Resource(kind="store"))
    uow.connection.exec_driver_sql("DELETE FROM message WHERE expires_at <= %s", (uow.now,))
    uow.connection.exec_driver_sql(
        "DELETE FROM message_correlation c WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.key = c.message_key)"
    )
    # Requests are timed by the database's own clock, which no pinned clock moves.
    uow.connection.exec_driver_sql("DELETE FROM idempotency WHERE created_at < now() - %s", (ANSWERS_KEPT,))
