"""A timer is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.commands.create_process_instance import start_instance
from engine.dispatch import command_handler
from engine.history.events import EventType
from engine.instance_tree import InstanceNotFound, open_tree
from engine.interpreter.schedule import next_due
from engine.persistence.tables.job import timer
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer:
    """Idempotent: a timer that is gone, or not due any more, is left alone; False then."""

    timer_key: int


_WAITING_AGAIN = {"delivered_at": None}
"""The clock was moved back between delivery and now, or the delivery came a second time."""


@command_handler
def fire_timer(command: FireTimer, uow: UnitOfWork) -> bool:
    uow.require("timer.fire", Resource(kind="timer", key=command.timer_key))
    try:
        tree, row = open_tree(uow, "timer", command.timer_key)
    except InstanceNotFound:
        return _fire_start_timer(uow, command.timer_key)
    if not row or row["key"] not in tree.waits["timer"]:
        return False
    if datetime.fromisoformat(row["due_at"]) > uow.now:
        uow.batch.update(timer, _WAITING_AGAIN | {"key": row["key"]})
        return False
    tree.execution.trigger(row["element_instance_key"], row["element_id"], {})
    payload = {"timer_key": command.timer_key, "element_id": row["element_id"], "due_at": row["due_at"]}
    uow.record(EventType.TIMER_FIRED, payload, tree)
    return True


def _fire_start_timer(uow: UnitOfWork, key: int) -> bool:
    row = uow.connection.exec_driver_sql(
        "SELECT * FROM timer WHERE key = %s AND root_key IS NULL FOR UPDATE", (key,)
    ).one_or_none()
    if row is None:
        return False
    if row.due_at > uow.now:
        uow.batch.update(timer, _WAITING_AGAIN | {"key": key})
        return False
    info = uow.definitions.info(uow.connection, row.process_definition_key)
    assert info is not None
    start_instance(uow, info, {}, start_element_id=row.element_id)
    if row.repetitions == 1 or row.interval is None:
        uow.batch.delete(timer, key=key)
        return True
    due = next_due(row.due_at, row.interval, uow.now)
    left = row.repetitions - 1 if row.repetitions > 0 else row.repetitions
    uow.batch.update(timer, {"key": key, "due_at": due, "repetitions": left, "delivered_at": None})
    return True
