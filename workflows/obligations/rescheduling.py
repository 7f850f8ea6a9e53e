"""A due date that was moved is carried into the running case: its variables, its timers and its open tasks.

A diagram hangs its timers on what a script task has reckoned from `due_at`. Such a script is reckoned anew, and every
open timer that reads its result is set to what it now says; nothing here knows the names that a diagram uses. What the
script wrote stays as it was until the case comes round to it again: a loop that walks over it counts on that.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine import feel
from engine.instance_tree import InstanceTree
from engine.interpreter.port import Program
from engine.interpreter.schedule import schedule
from engine.model.process import ScriptBehavior, TimerDefinition
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
        (row, definition, definition.value.expression)
        for row in tree.waits["timer"].values()
        if row["process_instance_key"] == tree.root_key
        and isinstance(definition := program.node(row["element_id"]).event, TimerDefinition)
        and definition.value.expression is not None
    ]
    reckoned = _reckon_anew(tree, program, {name for _, _, expression in waiting for name in expression.names})
    moved: dict[str, str] = {}
    for row, definition, expression in waiting:
        if expression.names.isdisjoint(reckoned.keys() | {_DUE_AT}):
            continue
        text = _evaluate(tree, row["element_instance_key"], expression, reckoned)
        plan = schedule(definition.kind, text, tree.uow.now) if isinstance(text, str) else None
        if plan is not None:
            tree.uow.batch.update(timer, {"key": row["key"], "due_at": plan.due_at, "delivered_at": None})
            moved[row["element_id"]] = plan.due_at.isoformat()
    if moved:
        tree.uow.after_commit(tree.uow.ports.queue.wake)
    return moved


def _reckon_anew(tree: InstanceTree, program: Program, wanted: set[str]) -> dict[str, Any]:
    """The results, by variable, of the process's own scripts that read the due date and that timers read."""
    scripts = [
        node.behavior for node in program.process.scope.nodes.values() if isinstance(node.behavior, ScriptBehavior)
    ]
    return {
        script.result_variable: _evaluate(tree, tree.root_key, script.expression, {})
        for script in scripts
        if script.result_variable in wanted - {_DUE_AT} and _DUE_AT in script.expression.names
    }


def _evaluate(tree: InstanceTree, key: int, expression: feel.Expression, hiding: Mapping[str, Any]) -> Any:
    """As the element instance sees it, but with the variables `hiding` in place of those it has."""
    names = ChainMap(dict(hiding), tree.execution.view(key))  # type: ignore[arg-type]
    context = feel.Context(now=tree.uow.now, functions=tree.uow.ports.functions)
    return feel.to_json(expression.evaluate(names, context).value)


def _move_tasks(tree: InstanceTree, before: datetime | None, after: datetime) -> None:
    """Open tasks that were due with the obligation are due with it still."""
    rows = tree.uow.connection.exec_driver_sql(
        "SELECT key, revision FROM user_task WHERE root_key = %s AND state = 'CREATED' AND due_date = %s",
        (tree.root_key, before),
    )
    for row in rows.all():
        tree.uow.batch.update(user_task, {"key": row.key, "due_date": after, "revision": row.revision + 1})
