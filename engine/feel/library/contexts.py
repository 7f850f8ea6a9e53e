"""Context functions (DMN 1.5, table 83)."""

from __future__ import annotations

from typing import Any

from engine.feel.faults import Fault
from engine.feel.registry import Registry
from engine.feel.runtime import Run
from engine.feel.values import inward

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin


@builtin("get value", "m: context, key: string")
def _get_value(run: Run, m: dict[str, Any], key: str) -> Any:
    if key not in m:
        raise Fault("feel.warning.unknown_member", name=key[:80])
    return inward(m[key])


@builtin("get value", "m: context, keys: list")
def _get_nested(run: Run, m: dict[str, Any], keys: list[Any]) -> Any:
    value: Any = m
    run.spend(len(keys))
    for key in keys:
        if type(key) is not str or type(value) is not dict or key not in value:
            raise Fault("feel.warning.unknown_member", name=str(key)[:80])
        value = inward(value[key])
    return value


@builtin("get entries", "m: context")
def _get_entries(run: Run, m: dict[str, Any]) -> list[dict[str, Any]]:
    run.items(len(m))
    return [{"key": key, "value": inward(value)} for key, value in m.items()]


@builtin("context", "entries: list")
def _context(run: Run, entries: list[Any]) -> dict[str, Any]:
    run.items(len(entries))
    result: dict[str, Any] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            raise Fault("feel.warning.elements", name="context", expected="{key, value}")
        if entry["key"] in result:
            raise Fault("feel.warning.duplicate_key")
        result[entry["key"]] = entry["value"]
    return result


@builtin("context put", "context: context, key: string, value: any")
def _context_put(run: Run, context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    run.items(len(context) + 1)
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def _context_put_nested(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    if not keys or not all(type(key) is str for key in keys):
        raise Fault("feel.warning.elements", name="context put", expected="string")
    run.items(len(context) + len(keys))
    levels = [context]
    for key in keys[:-1]:
        inner = inward(levels[-1].get(key))
        levels.append(inner if type(inner) is dict else {})
    for level, key in zip(reversed(levels), reversed(keys), strict=True):
        run.items(len(level) + 1)
        value = {**level, key: value}
    return value  # type: ignore[no-any-return]


@builtin("context merge", "contexts: list")
def _context_merge(run: Run, contexts: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for context in contexts:
        if type(context) is not dict:
            raise Fault("feel.warning.elements", name="context merge", expected="context")
        run.items(len(context))
        merged.update(context)
    return merged
