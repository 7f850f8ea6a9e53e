"""Sets of people who may see a user task: each distinct set has one row that tasks point to (docs/adr/0002).

A user's task list is then one ordered index scan for each set that the user is in.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from engine.persistence.unit_of_work import UnitOfWork


def candidate_set_key(uow: UnitOfWork, principals: tuple[str, ...]) -> int:
    """The key of the set `principals` (sorted); a set that is new gets its row in this transaction."""
    digest = hashlib.sha256("\n".join(principals).encode()).digest()
    cache = uow.definitions.candidate_keys
    key = cache.get(digest)
    if key is None:
        uow.connection.exec_driver_sql(
            "INSERT INTO candidate_set (key, digest, principals) VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING",
            (uow.next_key(), digest, list(principals)),
        )
        key = uow.connection.exec_driver_sql("SELECT key FROM candidate_set WHERE digest = %s", (digest,)).scalar_one()
        found = key
        uow.after_commit(lambda: cache.__setitem__(digest, found))
    return key


def principals_of(connection: Connection, cache: dict[int, frozenset[str]], key: int) -> frozenset[str]:
    """The members of a set; sets never change, so they are read once."""
    members = cache.get(key)
    if members is None:
        row = connection.exec_driver_sql("SELECT principals FROM candidate_set WHERE key = %s", (key,)).scalar_one()
        members = cache[key] = frozenset(row)
    return members
