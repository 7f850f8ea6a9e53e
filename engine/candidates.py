"""Sets of people who may see a user task: each distinct set has one row that tasks point to (docs/adr/0002).

A user's task list is then one ordered index scan for each set that the user is in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from engine.persistence.database import to_json

if TYPE_CHECKING:
    from engine.persistence.unit_of_work import UnitOfWork


def candidate_set_keys(uow: UnitOfWork, wanted: Collection[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """The keys of sets of principals (each sorted); those that are new get their rows in this transaction.

    What this process knows costs nothing; the rest one statement, two when some are new, however many they are.
    """
    by_digest = {hashlib.sha256(to_json(principals).encode()).digest(): principals for principals in wanted}
    cache = uow.definitions.candidate_keys
    keys = {digest: cache[digest] for digest in by_digest if digest in cache}
    unknown = sorted(by_digest.keys() - keys.keys())
    if unknown:
        found = _keys(uow.connection, _FIND, unknown)
        new = [digest for digest in unknown if digest not in found]
        if new:
            # In the order of digests, so that two commands that make the same sets do not wait for each other.
            rows = [{"key": uow.next_key(), "digest": f"\\x{d.hex()}", "principals": by_digest[d]} for d in new]
            found |= _keys(uow.connection, _MAKE, to_json(rows))
        if len(found) < len(unknown):
            found = _keys(uow.connection, _FIND, unknown)
        uow.after_commit(lambda: cache.update(found))
        keys |= found
    return {principals: keys[digest] for digest, principals in by_digest.items()}


_FIND = "SELECT digest, key FROM candidate_set WHERE digest = ANY(%s)"
_MAKE = (
    "INSERT INTO candidate_set (key, digest, principals) "
    "SELECT key, digest, principals FROM json_populate_recordset(NULL::candidate_set, %s) "
    "ON CONFLICT (digest) DO NOTHING RETURNING digest, key"
)


def _keys(connection: Connection, sql: str, parameter: object) -> dict[bytes, int]:
    return {bytes(row.digest): row.key for row in connection.exec_driver_sql(sql, (parameter,))}


def principals_of(connection: Connection, cache: dict[int, frozenset[str]], key: int) -> frozenset[str]:
    """The members of a set; sets never change, so they are read once."""
    members = cache.get(key)
    if members is None:
        row = connection.exec_driver_sql("SELECT principals FROM candidate_set WHERE key = %s", (key,)).scalar_one()
        members = cache[key] = frozenset(row)
    return members
