"""A message is published: it finds those who wait for it, starts what it starts, or waits itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.clock import later
from engine.commands.create_process_instance import start_instance
from engine.correlation import exclude_others
from engine.dispatch import command_handler
from engine.errors import Conflict, NotFound
from engine.history.events import ACCESS, EventType
from engine.instance_tree import open_tree
from engine.persistence.database import variable_to_json
from engine.persistence.tables.message import message, message_correlation
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


class MessageAlreadyPublished(Conflict):
    """The same name, correlation key and message id still waits. Fields: name, message_id."""

    code = "message.already_published"


class MessageNotCorrelated(NotFound):
    """Nobody waits for it, and it starts nothing. Fields: name, correlation_key."""

    code = "message.not_correlated"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishMessage:
    """`time_to_live` in milliseconds; 0 gives it up at once when nobody waits."""

    name: str
    correlation_key: str = ""
    time_to_live: int = 0
    message_id: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelateMessage:
    """Published only if somebody takes it now; raises MessageNotCorrelated."""

    name: str
    correlation_key: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTaken:
    """`process_instance_key` is the instance that took it first; None when it only waits."""

    message_key: int
    process_instance_key: int | None


@command_handler
def publish_message(command: PublishMessage, uow: UnitOfWork) -> MessageTaken:
    uow.require("message.publish", Resource(kind="message"))
    uow.read_engine_state()
    key = uow.next_key()
    roots = _lock_waiting(uow, command.name, command.correlation_key)
    if command.message_id is not None and _is_waiting(uow, command):
        raise MessageAlreadyPublished(name=command.name, message_id=command.message_id)
    takers = _deliver(uow, key, command.name, command.correlation_key, command.variables, roots)
    if command.time_to_live > 0:
        uow.batch.insert(
            message,
            {
                "key": key,
                "name": command.name,
                "correlation_key": command.correlation_key,
                "message_id": command.message_id,
                "variables": variable_to_json(command.variables),
                "published_at": uow.now,
                "expires_at": later(uow.now, command.time_to_live),
            },
        )
        for process_id in takers:
            uow.batch.insert(message_correlation, {"message_key": key, "process_id": process_id})
    if not takers:
        payload = {"message_key": key, "name": command.name, "correlation_key": command.correlation_key}
        uow.record_in(ACCESS, EventType.MESSAGE_PUBLISHED, payload)
    return MessageTaken(message_key=key, process_instance_key=next(iter(takers.values()), None))


@command_handler
def correlate_message(command: CorrelateMessage, uow: UnitOfWork) -> MessageTaken:
    uow.require("message.publish", Resource(kind="message"))
    uow.read_engine_state()
    key = uow.next_key()
    roots = _lock_waiting(uow, command.name, command.correlation_key)
    takers = _deliver(uow, key, command.name, command.correlation_key, command.variables, roots)
    if not takers:
        raise MessageNotCorrelated(name=command.name, correlation_key=command.correlation_key)
    return MessageTaken(message_key=key, process_instance_key=next(iter(takers.values())))


_WAITING = (
    "SELECT DISTINCT root_key FROM message_subscription "
    "WHERE message_name = %s AND correlation_key = %s ORDER BY root_key"
)
_SUBSCRIPTIONS = "SELECT * FROM message_subscription WHERE message_name = %s AND correlation_key = %s ORDER BY key"


def _lock_waiting(uow: UnitOfWork, name: str, correlation_key: str) -> set[int]:
    """Lock the trees that wait, in the order of their keys, then exclude new ones: the order of locks of the house."""
    roots: set[int] = set()
    for (root_key,) in uow.connection.exec_driver_sql(_WAITING, (name, correlation_key)).all():
        open_tree(uow, "process_instance", root_key)
        roots.add(root_key)
    exclude_others(uow, name, correlation_key)
    return roots


def _deliver(
    uow: UnitOfWork, message_key: int, name: str, correlation_key: str, variables: Mapping[str, Any], roots: set[int]
) -> dict[str, int]:
    """Hand the message to one subscription a process id and to the start events; returns who took it by process id."""
    takers: dict[str, int] = {}
    payload = {"message_key": message_key, "name": name, "correlation_key": correlation_key}
    for row in uow.connection.exec_driver_sql(_SUBSCRIPTIONS, (name, correlation_key)).all():
        if row.process_id in takers:
            continue
        tree = uow.trees[row.root_key] if row.root_key in roots else open_tree(uow, "process_instance", row.root_key)[0]
        try:
            tree.execution.trigger(row.element_instance_key, row.element_id, variables)
        except KeyError:
            # An earlier subscription of the same tree has just ended this one.
            continue
        uow.record(EventType.MESSAGE_CORRELATED, {**payload, "element_id": row.element_id}, tree)
        takers[row.process_id] = row.process_instance_key
    return takers | _start(uow, name, correlation_key, variables, set(takers))


def _start(
    uow: UnitOfWork, name: str, correlation_key: str, variables: Mapping[str, Any], served: set[str]
) -> dict[str, int]:
    """Start what the message starts, unless an instance of the process has taken it; with a key, no second instance
    of a process while its first one lives."""
    started: dict[str, int] = {}
    for row in uow.connection.exec_driver_sql(
        "SELECT s.process_definition_key, s.element_id, s.process_id FROM message_start_subscription s "
        "WHERE s.message_name = %(name)s AND s.process_id != ALL(%(served)s::text[]) "
        "AND (%(key)s = '' OR NOT EXISTS (SELECT 1 FROM process_instance p "
        "JOIN process_definition d ON d.key = p.process_definition_key WHERE d.process_id = s.process_id "
        "AND p.start_correlation_key = %(key)s AND p.state = 'ACTIVE'))",
        {"name": name, "key": correlation_key, "served": list(served)},
    ).all():
        info = uow.definitions.info(uow.connection, row.process_definition_key)
        assert info is not None
        tree = start_instance(
            uow,
            info,
            variables,
            start_element_id=row.element_id,
            start_correlation_key=correlation_key or None,
        )
        started[row.process_id] = tree.root_key
    return started


def _is_waiting(uow: UnitOfWork, command: PublishMessage) -> bool:
    return (
        uow.connection.exec_driver_sql(
            "SELECT 1 FROM message WHERE name = %s AND correlation_key = %s AND message_id = %s AND expires_at > %s",
            (command.name, command.correlation_key, command.message_id, uow.now),
        ).first()
        is not None
    )
