"""Makes an example that fits a schema, for operations that bring none of their own."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_DEEPEST = 8


def example_of(schema: Schema, components: Schema, depth: int = 0) -> Any:
    """A value that fits; of choices the first, null only where there is nothing else."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    for known in ("examples", "enum"):
        if known in schema:
            return schema[known][0]
    if "const" in schema:
        return schema["const"]
    if "default" in schema and schema["default"] not in (None, [], {}):
        return schema["default"]
    if "anyOf" in schema:
        choices = [each for each in schema["anyOf"] if each.get("type") != "null"] or schema["anyOf"]
        return example_of(choices[0], components, depth + 1)
    return _of_type(schema, components, depth)


def _of_type(schema: Schema, components: Schema, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        members = schema.get("properties", {})
        chosen = members if depth < _DEEPEST else {name: members[name] for name in schema.get("required", ())}
        return {name: example_of(each, components, depth + 1) for name, each in chosen.items()}
    if kind == "array":
        items = schema.get("items")
        return [example_of(items, components, depth + 1)] if isinstance(items, dict) and depth < _DEEPEST else []
    if kind == "integer" or kind == "number":
        return max(schema.get("minimum", 1), 1)
    return {"boolean": True, "string": "…", "null": None}.get(str(kind))
