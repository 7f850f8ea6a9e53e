"""A process instance is cancelled with everything in it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dispatch import command_handler
from engine.errors import Conflict
from engine.history.events import EventType
from engine.instance_tree import open_tree
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


class CalledInstanceNotCancellable(Conflict):
    """It was called by another instance; only that one's root can be cancelled. Fields: key, root_key."""

    code = "instance.called"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelProcessInstance:
    """A root instance only; `reason` goes into history."""

    process_instance_key: int
    reason: str | None = None


@command_handler
def cancel_process_instance(command: CancelProcessInstance, uow: UnitOfWork) -> None:
    tree, _ = open_tree(uow, "process_instance", command.process_instance_key)
    uow.require(
        "process_instance.cancel",
        Resource(kind="process_instance", key=command.process_instance_key, unit=tree.unit),
    )
    if tree.root_key != command.process_instance_key:
        raise CalledInstanceNotCancellable(key=command.process_instance_key, root_key=tree.root_key)
    tree.execution.cancel()
    uow.record(EventType.PROCESS_INSTANCE_CANCELLED, {"reason": command.reason}, tree)
