"""The timers and messages that start a process belong to its latest version."""

from __future__ import annotations

from engine.instance_tree import TreeSurroundings
from engine.interpreter.port import Program, StartTimer
from engine.persistence.tables.job import timer
from engine.persistence.tables.message import message_start_subscription
from engine.persistence.unit_of_work import UnitOfWork


def replace_starts(uow: UnitOfWork, definition_key: int, program: Program) -> None:
    """Withdraw what older versions wait for and set up what `program` starts on; raises StartEventUnreadable."""
    process_id = program.process.id
    uow.connection.exec_driver_sql("DELETE FROM message_start_subscription WHERE process_id = %s", (process_id,))
    uow.connection.exec_driver_sql(
        "DELETE FROM timer WHERE root_key IS NULL AND process_definition_key IN "
        "(SELECT key FROM process_definition WHERE process_id = %s)",
        (process_id,),
    )
    for wait in program.start_waits(TreeSurroundings(uow)):
        row = {"process_definition_key": definition_key, "element_id": wait.element_id}
        if isinstance(wait, StartTimer):
            schedule = {"due_at": wait.due_at, "repetitions": wait.repetitions, "interval": wait.interval}
            uow.batch.insert(timer, {"key": uow.next_key(), **row, **schedule})
            uow.after_commit(uow.ports.queue.wake)
        else:
            message = {"process_id": process_id, "message_name": wait.message_name}
            uow.batch.insert(message_start_subscription, {**row, **message})
