"""Collects the rows a command writes and sends them as one statement.

Every table is one branch of a single ``WITH``, so a command costs one round trip however many tables it touches
(docs/adr/0002, measured in ``benchmarks/``); one that writes thousands of rows takes a few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

from engine.persistence.database import to_json

Key = tuple[Any, ...]
Row = dict[str, Any]

MOST_ROWS = 256
"""In one branch."""
MOST_PARAMETERS = 10_000
"""In one statement; PostgreSQL takes 65,535."""


class Batch:
    """Pending writes by table and primary key; a later write to the same row joins the earlier one."""

    def __init__(self) -> None:
        self._inserts: dict[Table, dict[Key, Row]] = {}
        self._updates: dict[Table, dict[Key, Row]] = {}
        self._deletes: dict[Table, dict[tuple[str, ...], list[Row]]] = {}

    def insert(self, table: Table, row: Mapping[str, Any]) -> None:
        """A new row; columns that are not given take their default."""
        self._inserts.setdefault(table, {})[_key(table, row)] = _copy(table, row)

    def update(self, table: Table, row: Mapping[str, Any]) -> None:
        """Change some columns of the row whose primary key is in `row`."""
        key = _key(table, row)
        pending = self._inserts.get(table, {}).get(key)
        if pending is None:
            pending = self._updates.setdefault(table, {}).setdefault(key, {})
        pending.update(_copy(table, row))

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
        """Send everything, as one statement unless it is very much; nothing pending sends nothing."""
        branches: list[_Branch] = []
        parameters: list[Any] = []
        for branch, values in self._branches():
            if branches and len(parameters) + len(values) > MOST_PARAMETERS:
                connection.exec_driver_sql(_statement(tuple(branches)), parameters)
                branches, parameters = [], []
            branches.append(branch)
            parameters += values
        if branches:
            connection.exec_driver_sql(_statement(tuple(branches)), parameters)
        self.__init__()  # type: ignore[misc]

    def _branches(self) -> list[tuple[_Branch, list[Any]]]:
        found: list[tuple[_Branch, list[Any]]] = []
        for table, deletes in self._deletes.items():
            for columns, matches in deletes.items():
                found += _split(_delete_sql, table, columns, matches)
        for table, inserts in self._inserts.items():
            for columns, rows in _by_columns(inserts.values()).items():
                found += _split(_insert_sql, table, columns, rows)
        for table, updates in self._updates.items():
            for columns, rows in _by_columns(updates.values()).items():
                found += _split(_update_sql, table, columns, rows)
        return found


class _Branch(NamedTuple):
    """What the text of a branch depends on."""

    write: Callable[[Table, tuple[str, ...], int], str]
    table: Table
    columns: tuple[str, ...]
    rows: int

    @property
    def sql(self) -> str:
        """With a placeholder for every value."""
        return self.write(self.table, self.columns, self.rows)


def _copy(table: Table, row: Mapping[str, Any]) -> Row:
    """`row` with the values of JSON columns as text."""
    copy = dict(row)
    for name in _json_columns(table):
        if copy.get(name) is not None:
            copy[name] = to_json(copy[name])
    return copy


@cache
def _json_columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if isinstance(column.type, postgresql.JSONB))


def _key(table: Table, row: Mapping[str, Any]) -> Key:
    return tuple([row[name] for name in _primary_key(table)])


@cache
def _primary_key(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


def _by_columns(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    return groups


def _split(
    write: Callable[[Table, tuple[str, ...], int], str], table: Table, columns: tuple[str, ...], rows: Sequence[Row]
) -> list[tuple[_Branch, list[Any]]]:
    """Branches of 1, 2, 4 … rows, so that few different statements come up, each of which is prepared."""
    if len(rows) == 1:
        return [(_Branch(write, table, columns, 1), list(rows[0].values()))]
    found = []
    start = 0
    while start < len(rows):
        count = min(1 << ((len(rows) - start).bit_length() - 1), MOST_ROWS)
        values = [value for row in rows[start : start + count] for value in row.values()]
        found.append((_Branch(write, table, columns, count), values))
        start += count
    return found


@lru_cache(maxsize=1000)
def _statement(branches: tuple[_Branch, ...]) -> str:
    texts = [f"w{number} AS ({branch.sql})" for number, branch in enumerate(branches)]
    return f"WITH {', '.join(texts)} SELECT 1"


def _insert_sql(table: Table, columns: tuple[str, ...], count: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    row = f"({', '.join(['%s'] * len(columns))})"
    return f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([row] * count)}'


def _update_sql(table: Table, columns: tuple[str, ...], count: int) -> str:
    keys = _primary_key(table)
    sets = ", ".join(f'"{name}" = d."{name}"' for name in columns if name not in keys)
    return f'UPDATE "{table.name}" t SET {sets} FROM {_values(table, columns, count)} WHERE {_match(keys)}'


def _delete_sql(table: Table, columns: tuple[str, ...], count: int) -> str:
    return f'DELETE FROM "{table.name}" t USING {_values(table, columns, count)} WHERE {_match(columns)}'


def _values(table: Table, columns: tuple[str, ...], count: int) -> str:
    """The rows as table `d`. PostgreSQL knows their number, so it goes by the primary key, however the table grows."""
    names = ", ".join(f'"{name}"' for name in columns)
    first = ", ".join(f"%s::{_type(table, name)}" for name in columns)
    row = ", ".join(["%s"] * len(columns))
    return f"(VALUES {', '.join([f'({first})', *[f'({row})'] * (count - 1)])}) d ({names})"


def _match(names: Sequence[str]) -> str:
    return " AND ".join(f't."{name}" = d."{name}"' for name in names)


def _type(table: Table, name: str) -> str:
    return table.columns[name].type.compile(_DIALECT)


_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
