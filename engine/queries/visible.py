"""Which rows an actor may find, as SQL: all, those of their units, or those that a user task brings to them."""

from __future__ import annotations

from typing import Any

from engine.queries.reader import Reader

_SETS = "ARRAY(SELECT key FROM candidate_set WHERE principals && %(principals)s::text[])"


def tasks(reader: Reader, alias: str = "t") -> tuple[str, dict[str, Any]]:
    """A condition on user_task `alias` and its parameters."""
    seen = reader.visibility("user_task")
    if seen.everything:
        return "", {}
    condition = (
        f"{alias}.candidate_set_key = ANY({_SETS}) OR {alias}.assignee = ANY(%(names)s::text[]) "
        f"OR {alias}.unit = ANY(%(units)s::text[])"
    )
    return condition, _values(reader, seen.principals, seen.units)


def cases(reader: Reader, kind: str, instance: str) -> tuple[str, dict[str, Any]]:
    """A condition on the process instance whose key is the SQL `instance`; a case counts as a whole, calls included."""
    seen = reader.visibility(kind)
    if seen.everything:
        return "", {}
    condition = (
        f"EXISTS (SELECT 1 FROM process_instance own_ WHERE own_.key = {instance} AND ("
        "own_.unit = ANY(%(units)s::text[]) OR EXISTS (SELECT 1 FROM process_instance part_ "
        "JOIN user_task seen_ ON seen_.process_instance_key = part_.key WHERE part_.root_key = own_.root_key "
        f"AND (seen_.candidate_set_key = ANY({_SETS}) OR seen_.assignee = ANY(%(names)s::text[])))))"
    )
    return condition, _values(reader, seen.principals, seen.units)


def _values(reader: Reader, principals: frozenset[str], units: frozenset[str]) -> dict[str, Any]:
    names = {name.removeprefix("user:") for name in principals if name.startswith("user:")}
    return {"principals": sorted(principals), "names": sorted({*names, reader.actor.username}), "units": sorted(units)}
