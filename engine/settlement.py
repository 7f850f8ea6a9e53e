"""Writes what a command did to an instance tree: drains the interpreter, translates its facts, stores the state.

A message that was published before anybody waited for it is delivered in the same command, so settling goes round
until nothing moves any more.
"""

from __future__ import annotations

from typing import Any

import msgspec

from engine.candidates import candidate_set_keys
from engine.correlation import deliver_buffered
from engine.instance_tree import InstanceTree
from engine.persistence.database import variable_to_json
from engine.persistence.tables.instance import process_instance_state, variable
from engine.persistence.tables.task import user_task
from engine.translation import translate


def settle(tree: InstanceTree) -> None:
    """Drain the execution, write what happened, deliver waiting messages, and tell the listeners."""
    while True:
        step = tree.execution.drain()
        tree.facts.extend(step.facts)
        for fact in step.facts:
            translate(tree, fact)
        if step.facts:
            continue  # their translation may have raised incidents, which are facts too
        if step.is_unfinished:
            tree.uow.deliver("proceed", root_key=tree.root_key, key=tree.root_key)
            break
        if not _deliver_next(tree):
            break
    _write_candidates(tree)
    _write_variables(tree)
    for listener in tree.uow.ports.listeners:
        listener.on_facts(tree.uow, tree.root_key, tree.facts)


def _deliver_next(tree: InstanceTree) -> bool:
    """Offer buffered messages to the subscriptions that opened and still stand, until one is taken.

    A subscription that takes one is asked again: if it does not interrupt, it is still open and takes the next.
    """
    fresh = tree.fresh_subscriptions
    while fresh:
        subscription = tree.waits["message_subscription"].get(fresh[0])
        if subscription is not None and deliver_buffered(tree, subscription):
            return True
        fresh.pop(0)
    return False


def write_state(tree: InstanceTree) -> None:
    """Queue the state row with the new head of its history, new or changed."""
    row: dict[str, Any] = {
        "root_key": tree.root_key,
        "history_seq": tree.head.seq,
        "history_hash": tree.head.hash,
    }
    if tree.has_moved:
        row["state"] = None if tree.execution.is_ended else tree.execution.dump()
        row["taken_flows"] = msgspec.msgpack.encode(tree.taken_flows)
    if tree.is_new:
        row["unit"] = tree.unit
        tree.uow.batch.insert(process_instance_state, row)
    else:
        tree.uow.batch.update(process_instance_state, row)


def _write_candidates(tree: InstanceTree) -> None:
    keys = candidate_set_keys(tree.uow, set(tree.candidates.values()))
    for task_key, principals in tree.candidates.items():
        tree.uow.batch.update(user_task, {"key": task_key, "candidate_set_key": keys[principals]})


def _write_variables(tree: InstanceTree) -> None:
    batch, variables = tree.uow.batch, tree.variables
    for change in variables.changes():
        name = (change.scope_key, change.name)
        text = variable_to_json(change.after)
        if name in tree.variable_keys:
            batch.update(variable, {"key": tree.variable_keys[name], "value": text})
            continue
        tree.variable_keys[name] = key = tree.uow.next_key()
        batch.insert(
            variable,
            {
                "key": key,
                "root_key": tree.root_key,
                "process_instance_key": variables.process_instance_of(change.scope_key),
                "scope_key": change.scope_key,
                "name": change.name,
                "value": text,
            },
        )
    closed = set(variables.closed_scopes())
    for name in [name for name in tree.variable_keys if name[0] in closed]:
        batch.delete(variable, key=tree.variable_keys.pop(name))
