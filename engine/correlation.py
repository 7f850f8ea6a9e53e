"""Messages meet those who wait for them.

A publication and an opening subscription with the same name and key exclude each other by an advisory lock, taken
after the locks on state rows; so neither misses the other, and the order of locks is the same everywhere.
A publication hits at most one subscription per process id; ``zeebe-dialect`` §3 "Messages".
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from engine.persistence.database import from_json
from engine.persistence.tables.message import message_correlation

if TYPE_CHECKING:
    from engine.instance_tree import InstanceTree
    from engine.persistence.unit_of_work import UnitOfWork


def exclude_others(uow: UnitOfWork, name: str, correlation_key: str) -> None:
    """Wait until no other transaction publishes to, or subscribes with, this name and key; until the commit."""
    digest = hashlib.sha256(f"{len(name)}:{name}{correlation_key}".encode()).digest()
    number = int.from_bytes(digest[:8], signed=True)
    uow.connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (number,))


def deliver_buffered(tree: InstanceTree, subscription: dict[str, Any]) -> bool:
    """Give a subscription that has just opened the oldest buffered message that fits; False when there is none."""
    uow = tree.uow
    name, key, process_id = (subscription[c] for c in ("message_name", "correlation_key", "process_id"))
    exclude_others(uow, name, key)
    taken = [row["message_key"] for row in uow.batch.pending(message_correlation) if row["process_id"] == process_id]
    row = uow.connection.exec_driver_sql(
        "SELECT m.key, m.variables FROM message m WHERE m.name = %s AND m.correlation_key = %s AND m.expires_at > %s "
        "AND m.key != ALL(%s) AND NOT EXISTS (SELECT 1 FROM message_correlation c "
        "WHERE c.message_key = m.key AND c.process_id = %s) ORDER BY m.key LIMIT 1",
        (name, key, uow.now, taken, process_id),
    ).one_or_none()
    if row is None:
        return False
    uow.batch.insert(message_correlation, {"message_key": row.key, "process_id": process_id})
    tree.execution.trigger(subscription["element_instance_key"], subscription["element_id"], from_json(row.variables))
    return True
