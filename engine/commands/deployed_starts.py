"""The timers and messages that start a process belong to its latest version."""

from __future__ import annotations

from engine import feel
from engine.interpreter.port import Program
from engine.interpreter.schedule import schedule
from engine.model.process import Attribute, FlowNode, MessageDefinition, TimerDefinition
from engine.persistence.tables.job import timer
from engine.persistence.tables.message import message_start_subscription
from engine.persistence.unit_of_work import UnitOfWork


def replace_starts(uow: UnitOfWork, definition_key: int, program: Program) -> None:
    """Withdraw what older versions wait for and set up what `program` starts on."""
    process_id = program.process.id
    uow.connection.exec_driver_sql("DELETE FROM message_start_subscription WHERE process_id = %s", (process_id,))
    uow.connection.exec_driver_sql(
        "DELETE FROM timer WHERE root_key IS NULL AND process_definition_key IN "
        "(SELECT key FROM process_definition WHERE process_id = %s)",
        (process_id,),
    )
    for node in program.start_events:
        if isinstance(node.event, MessageDefinition):
            _subscribe(uow, definition_key, process_id, node, node.event)
        elif isinstance(node.event, TimerDefinition):
            _schedule(uow, definition_key, node, node.event)


def _subscribe(uow: UnitOfWork, definition_key: int, process_id: str, node: FlowNode, event: MessageDefinition) -> None:
    row = {
        "process_definition_key": definition_key,
        "element_id": node.id,
        "process_id": process_id,
        "message_name": _text(uow, event.name),
    }
    uow.batch.insert(message_start_subscription, row)


def _schedule(uow: UnitOfWork, definition_key: int, node: FlowNode, event: TimerDefinition) -> None:
    plan = schedule(event.kind, _text(uow, event.value), uow.now)
    if plan is None:
        return
    row = {
        "key": uow.next_key(),
        "process_definition_key": definition_key,
        "element_id": node.id,
        "due_at": plan.due_at,
        "repetitions": plan.repetitions if plan.interval else 1,
        "interval": plan.interval,
    }
    uow.batch.insert(timer, row)
    uow.after_commit(uow.ports.queue.wake)


def _text(uow: UnitOfWork, attribute: Attribute) -> str:
    """A start event is evaluated at deployment, without variables (``zeebe-dialect`` §1)."""
    if attribute.expression is None:
        return attribute.text
    context = feel.Context(now=uow.now, functions=uow.ports.functions)
    return str(feel.to_json(attribute.expression.evaluate({}, context).value))
