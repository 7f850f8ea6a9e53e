"""An instance whose last command stopped at the limit of automatic moves goes on."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dispatch import command_handler
from engine.history.events import EventType
from engine.instance_tree import open_tree
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceed:
    """Idempotent: an instance that has ended is left alone; False then."""

    root_key: int


@command_handler
def proceed(command: Proceed, uow: UnitOfWork) -> bool:
    uow.require("process_instance.proceed", Resource(kind="process_instance", key=command.root_key))
    tree, _ = open_tree(uow, "process_instance", command.root_key)
    if tree.state is None:
        return False
    # The command that stopped had not yet offered them what was published before.
    tree.fresh_subscriptions.extend(tree.waits["message_subscription"])
    tree.execution.proceed()
    uow.record(EventType.PROCESS_INSTANCE_CONTINUED, {}, tree)
    return True
