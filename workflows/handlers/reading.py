"""Reads the variables of a case, where a key may be missing and everything may be null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def member(variables: Mapping[str, Any], *path: str) -> Any:
    """The value at `path`; None where a step of it is missing or no object."""
    value: Any = variables
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; empty for anything else."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def texts(value: Any) -> list[str]:
    """The texts of a list; empty for anything else."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def day(value: Any) -> date | None:
    """An ISO 8601 date; of a date-time its day as written. Raises ValueError for text that is neither."""
    return None if value is None or value == "" else datetime.fromisoformat(value).date()
