"""Looking into the tables, for what no query shows."""

from __future__ import annotations

from typing import Any

from engine.engine import Engine

_OPEN = {
    "user_task": "state = 'CREATED'",
    "job": "end_time IS NULL",
    "incident": "state = 'ACTIVE'",
    "process_instance": "state = 'ACTIVE' AND root_key = key",
    "timer": "true",
}


def key_of(engine: Engine, table: str, element_id: str | None = None) -> int:
    """Key of the only open row of `table` (of one element, when it is named)."""
    where = _OPEN[table] + (f" AND element_id = '{element_id}'" if element_id else "")
    key: int = value(engine, f"SELECT key FROM {table} WHERE {where}")
    return key


def value(engine: Engine, sql: str, *parameters: Any) -> Any:
    """The one value of a query; None when there is no row."""
    with engine.database.connect() as connection:
        found = connection.exec_driver_sql(sql, parameters or None).scalar_one_or_none()
        connection.rollback()
        return found


def values(engine: Engine, sql: str, *parameters: Any) -> list[Any]:
    """The first column of a query."""
    with engine.database.connect() as connection:
        found = list(connection.exec_driver_sql(sql, parameters or None).scalars())
        connection.rollback()
        return found
