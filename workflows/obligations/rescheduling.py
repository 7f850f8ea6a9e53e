"""A due date that was moved is carried into the running case: its variables, its timers and its open tasks.

A diagram hangs its timers on what a script task has reckoned from `due_at`. Such a script is reckoned anew, and every
open timer that reads its result is set to what it now says; nothing here knows the names that a diagram uses.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engine.instance_tree import InstanceTree
from engine.interpreter.port import Program
from engine.interpreter.schedule import schedule
from engine.model.process import Attribute, FlowNode, ScriptBehavior, TimerDefinition
from engine.persistence.tables.job import timer
from engine.persistence.tables.task import user_task
from workflows.obligations.due_dates import NewDue

_DUE_AT = "due_at"


def carry_into_case(tree: InstanceTree, before: datetime | None, due: NewDue) -> dict[str, str]:
    """Returns the timers that were moved, by element id, with their new times."""
    tree.execution.set_variables(
        tree.root_key, {_DUE_AT: due.due_at.isoformat(), "due_text": due.explanation_vi}, local=True
    )
    moved = _move_timers(tree)
    _move_tasks(tree, before, due.due_at)
    return moved


def _move_timers(tree: InstanceTree) -> dict[str, str]:
    program = tree.execution.program_of(tree.root_key)
    waiting = [
        (row, definition.value)
        for row in tree.waits["timer"].values()
        if row["process_instance_key"] == tree.root_key
        and isinstance(definition := program.node(row["element_id"]).event, TimerDefinition)
        and definition.value.expression is not None
    ]
    read = {name for _, value in waiting for name in _names(value)}
    reckoned = {_DUE_AT, *_reckon_anew(tree, program, read)}
    moved: dict[str, str] = {}
    for row, value in waiting:
        if _names(value).isdisjoint(reckoned):
            continue
        text = tree.execution.evaluate(row["element_instance_key"], value)
        kind = program.node(row["element_id"]).event.kind  # type: ignore[union-attr]
        plan = schedule(kind, text, tree.uow.now)
        if plan is None:
            continue
        tree.uow.batch.update(timer, {"key": row["key"], "due_at": plan.due_at, "delivered_at": None})
        moved[row["element_id"]] = plan.due_at.isoformat()
    if moved:
        tree.uow.after_commit(tree.uow.ports.queue.wake)
    return moved


def _reckon_anew(tree: InstanceTree, program: Program, wanted: set[str]) -> set[str]:
    """Write the results of the scripts of the process itself that read the due date and that timers read."""
    written: set[str] = set()
    for node in program.process.scope.nodes.values():
        script = _script(node)
        if script is None or script.result_variable not in wanted - {_DUE_AT}:
            continue
        if _DUE_AT in script.expression.names:
            value: Any = tree.execution.evaluate(tree.root_key, Attribute(text="", expression=script.expression))
            tree.execution.set_variables(tree.root_key, {script.result_variable: value}, local=True)
            written.add(script.result_variable)
    return written


def _script(node: FlowNode) -> ScriptBehavior | None:
    return node.behavior if isinstance(node.behavior, ScriptBehavior) else None


def _names(value: Attribute) -> frozenset[str]:
    return value.expression.names if value.expression is not None else frozenset()


def _move_tasks(tree: InstanceTree, before: datetime | None, after: datetime) -> None:
    """Open tasks that were due with the obligation are due with it still."""
    rows = tree.uow.connection.exec_driver_sql(
        "SELECT key, revision FROM user_task WHERE root_key = %s AND state = 'CREATED' AND due_date = %s",
        (tree.root_key, before),
    )
    for row in rows.all():
        tree.uow.batch.update(user_task, {"key": row.key, "due_date": after, "revision": row.revision + 1})
