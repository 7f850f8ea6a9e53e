"""Collects the rows a command writes and sends them as one statement.

Each table's rows travel as one JSON parameter; every table is one branch of a single ``WITH``, so a command costs
one round trip however many tables it touches (docs/adr/0002, measured in ``benchmarks/``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table

from engine.persistence.database import to_json

Key = tuple[Any, ...]
Row = dict[str, Any]


class Batch:
    """Pending writes by table and primary key; a later write to the same row joins the earlier one."""

    def __init__(self) -> None:
        self._inserts: dict[Table, dict[Key, Row]] = {}
        self._updates: dict[Table, dict[Key, Row]] = {}
        self._deletes: dict[Table, dict[tuple[str, ...], list[Row]]] = {}

    def insert(self, table: Table, row: Mapping[str, Any]) -> None:
        """A new row; columns that are not given take their default."""
        self._inserts.setdefault(table, {})[_key(table, row)] = _as_json(table, row)

    def update(self, table: Table, row: Mapping[str, Any]) -> None:
        """Change some columns of the row whose primary key is in `row`."""
        key = _key(table, row)
        pending = self._inserts.get(table, {}).get(key)
        if pending is None:
            pending = self._updates.setdefault(table, {}).setdefault(key, {})
        pending.update(_as_json(table, row))

    def delete(self, table: Table, **match: Any) -> None:
        """Delete the rows that match all of `match`, those pending in this batch included."""
        pending = self._inserts.get(table)
        if pending:
            for key, row in list(pending.items()):
                if all(row.get(name) == value for name, value in match.items()):
                    del pending[key]
        self._deletes.setdefault(table, {}).setdefault(tuple(match), []).append(match)

    def pending(self, table: Table) -> list[Row]:
        """Rows of `table` that wait to be inserted."""
        return list(self._inserts.get(table, {}).values())

    def flush(self, connection: Connection) -> None:
        """Send everything as one statement; nothing pending sends nothing."""
        parts: list[_Part] = []
        parameters: list[str] = []

        def add(write: _Write, table: Table, columns: tuple[str, ...], rows: list[Row]) -> None:
            parts.append((write, table, columns, _limit(len(rows))))
            parameters.append(to_json(rows))

        for table, deletes in self._deletes.items():
            for columns, matches in deletes.items():
                add(_delete_sql, table, columns, matches)
        for table, inserts in self._inserts.items():
            for columns, rows in _by_columns(inserts).items():
                add(_insert_sql, table, columns, rows)
        for table, updates in self._updates.items():
            for columns, rows in _by_columns(updates).items():
                add(_update_sql, table, columns, rows)
        if parts:
            connection.exec_driver_sql(_statement(tuple(parts)), parameters)
        self.__init__()  # type: ignore[misc]


def _as_json(table: Table, row: Mapping[str, Any]) -> Row:
    """A copy of `row` whose bytes are spelled as PostgreSQL reads them."""
    copy = dict(row)
    for name in _binary_columns(table):
        # A row that was compared with a stored one has its bytes spelled already.
        if isinstance(copy.get(name), bytes):
            copy[name] = "\\x" + copy[name].hex()
    return copy


@cache
def _binary_columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if isinstance(column.type, LargeBinary))


def _key(table: Table, row: Mapping[str, Any]) -> Key:
    return tuple([row[name] for name in _primary_key(table)])


@cache
def _primary_key(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


def _by_columns(rows: Mapping[Key, Row]) -> dict[tuple[str, ...], list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows.values():
        groups.setdefault(tuple(row), []).append(row)
    return groups


_Write = Callable[[Table, tuple[str, ...], int], str]
_Part = tuple[_Write, Table, tuple[str, ...], int]


@lru_cache(maxsize=2000)
def _statement(parts: tuple[_Part, ...]) -> str:
    """One branch a part, each with one parameter: its rows as JSON."""
    branches = [
        f"w{number} AS ({write(table, columns, limit)})" for number, (write, table, columns, limit) in enumerate(parts)
    ]
    return f"WITH {', '.join(branches)} SELECT 1"


def _limit(count: int) -> int:
    """A bound not below `count`, of few different values, since every value is a statement of its own to prepare.

    PostgreSQL takes a JSON set for a hundred rows, and would read the whole table to join it with one; told that there
    are few it goes by the primary key, however the table grows.
    """
    limit = 1
    while limit < count:
        limit *= 8
    return limit


def _insert_sql(table: Table, columns: tuple[str, ...], limit: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM json_populate_recordset(NULL::"{table.name}", %s)'


def _update_sql(table: Table, columns: tuple[str, ...], limit: int) -> str:
    keys = _primary_key(table)
    sets = ", ".join(f'"{name}" = d."{name}"' for name in columns if name not in keys)
    match = " AND ".join(f't."{name}" = d."{name}"' for name in keys)
    return f'UPDATE "{table.name}" t SET {sets} FROM {_few(table, limit)} d WHERE {match}'


def _delete_sql(table: Table, columns: tuple[str, ...], limit: int) -> str:
    match = " AND ".join(f't."{name}" = d."{name}"' for name in columns)
    return f'DELETE FROM "{table.name}" t USING {_few(table, limit)} d WHERE {match}'


def _few(table: Table, limit: int) -> str:
    return f'(SELECT * FROM json_populate_recordset(NULL::"{table.name}", %s) LIMIT {limit})'
