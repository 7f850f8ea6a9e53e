"""A small JSON Schema checker: as much of the 2020-12 draft as our OpenAPI document uses."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

Schema = dict[str, Any]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
KNOWN = {
    "$ref", "additionalProperties", "anyOf", "const", "contentMediaType", "default", "description", "enum", "examples",
    "format", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "exclusiveMinimum",
    "pattern", "properties", "required", "title", "type",
}  # fmt: skip


def faults(value: Any, schema: Schema, components: Schema, place: str = "$") -> list[str]:
    """Where and why `value` does not fit; empty when it does."""
    unknown = set(schema) - KNOWN
    if unknown:
        return [f"{place}: the checker does not know {unknown}"]
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        choices = [faults(value, choice, components, place) for choice in schema["anyOf"]]
        return [] if any(not found for found in choices) else choices[0]
    found = [*_type(value, schema, place), *_limits(value, schema, place)]
    if isinstance(value, dict):
        found += _object(value, schema, components, place)
    if isinstance(value, list) and "items" in schema:
        for position, item in enumerate(value):
            found += faults(item, schema["items"], components, f"{place}[{position}]")
    return found


def _type(value: Any, schema: Schema, place: str) -> list[str]:
    kinds = schema.get("type")
    if kinds is None:
        return []
    names = [kinds] if isinstance(kinds, str) else kinds
    is_fine = any(
        isinstance(value, _TYPES[name]) and (name == "boolean" or not isinstance(value, bool)) for name in names
    )
    return [] if is_fine else [f"{place}: {value!r} is no {kinds}"]


def _limits(value: Any, schema: Schema, place: str) -> list[str]:
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is not one of {schema['enum']}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{place}: {value!r} is not {schema['const']!r}")
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{place}: {value!r} does not match {schema['pattern']}")
        if schema.get("format") == "date-time":
            datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            found.append(f"{place}: length of {value!r}")
    if isinstance(value, int) and not isinstance(value, bool):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        if not low <= value <= high or value <= schema.get("exclusiveMinimum", value - 1):
            found.append(f"{place}: {value} is out of range")
    return found


def _object(value: Schema, schema: Schema, components: Schema, place: str) -> list[str]:
    members = schema.get("properties", {})
    found = [f"{place}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    rest = schema.get("additionalProperties", True)
    for name, member in value.items():
        if name in members:
            found += faults(member, members[name], components, f"{place}.{name}")
        elif rest is False:
            found.append(f"{place}: {name} is not in the schema")
        elif isinstance(rest, dict):
            found += faults(member, rest, components, f"{place}.{name}")
    return found
