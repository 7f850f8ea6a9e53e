"""Compares rows that a pack wants with those that are there; knows nothing of what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflows.organization.tables import MANUAL

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row: `before` is None for a new one, `after` for one that is removed; of others only what differs."""

    key: Row
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to write, and how many rows were left alone because a person changed them."""

    changes: tuple[Change, ...]
    kept: int


def compare(
    wanted: Sequence[Row],
    present: Sequence[Row],
    natural_key: Sequence[str],
    primary_key: Sequence[str],
    source: str,
    *,
    is_removable: bool,
) -> Comparison:
    """How to come from `present` to `wanted`, both as JSON values.

    Rows are the same when their `natural_key` is. Manual rows are left alone. A row of this `source` that is no
    longer wanted is removed where `is_removable`; others stay, for history and other rows name them.
    """
    there = {_key(row, natural_key): row for row in present}
    changes: list[Change] = []
    kept = 0
    for row in wanted:
        old = there.pop(_key(row, natural_key), None)
        if old is None:
            changes.append(Change({}, None, {**row, "source": source}))
            continue
        different = [name for name, value in row.items() if old[name] != value]
        if old["source"] == MANUAL:
            kept += bool(different)
        elif different:
            after = {name: row[name] for name in different} | {"source": source}
            before = {name: old[name] for name in after}
            changes.append(Change(_part(old, primary_key), before, after))
    if is_removable:
        gone = (row for row in there.values() if row["source"] == source)
        changes += [Change(_part(row, primary_key), row, None) for row in gone]
    return Comparison(tuple(changes), kept)


def _key(row: Mapping[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _part(row: Mapping[str, Any], names: Sequence[str]) -> Row:
    return {name: row[name] for name in names}
