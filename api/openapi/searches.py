"""The schemas of search requests: for each kind of thing its filter with operators, its sort fields, its pages."""

from __future__ import annotations

from typing import Any

from api.search import OPERATORS, Property, SearchFields, Type

Schema = dict[str, Any]

_VALUES: dict[Type, Schema] = {
    Type.TEXT: {"type": "string"},
    Type.KEY: {"type": "string", "pattern": "^-?[0-9]{1,25}$"},
    Type.ENUM: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.INSTANT: {"type": "string", "format": "date-time"},
    Type.BOOLEAN: {"type": "boolean"},
}
_VARIABLES: Schema = {
    "type": "array",
    "description": "Giá trị là văn bản JSON của biến (the value is the variable's JSON text)",
    "items": {
        "type": "object",
        "required": ["name", "value"],
        "properties": {"name": {"type": "string"}, "value": {"type": ["string", "object"]}},
        "additionalProperties": False,
    },
}


def search_schema(fields: SearchFields, filter_name: str) -> Schema:
    """The whole request: filter, sort, page."""
    sortable = sorted(name for name, each in fields.properties.items() if each.is_sortable)
    item = {
        "type": "object",
        "required": ["field"],
        "properties": {"field": {"enum": sortable}, "order": {"enum": ["ASC", "DESC", "asc", "desc"]}},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "filter": {"$ref": f"#/components/schemas/{filter_name}"},
            "sort": {"type": "array", "items": item, "maxItems": 10},
            "page": {"$ref": "#/components/schemas/PageBody"},
        },
        "additionalProperties": False,
        "examples": [{"filter": {}, "sort": [{"field": sortable[0], "order": "ASC"}], "page": {"limit": 50}}],
    }


def filter_schema(fields: SearchFields) -> Schema:
    """All conditions must hold, and one of the groups of ``$or`` where there are some."""
    properties = {name: _property(each) for name, each in fields.properties.items() if each.is_filterable}
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if fields.has_or:
        group = {"type": "object", "properties": dict(properties), "additionalProperties": False}
        properties["$or"] = {"type": "array", "items": group}
    return schema


def _property(known: Property) -> Schema:
    if known.type is Type.TEXTS:
        return {"type": "array", "items": {"type": "string"}}
    if known.type in (Type.VARIABLES, Type.LOCAL_VARIABLES):
        return _VARIABLES
    value = {**_VALUES[known.type], **({"enum": list(known.values)} if known.values else {})}
    operators = {operator: _operand(operator, value) for operator in OPERATORS[known.type]}
    return {"anyOf": [value, {"type": "object", "properties": operators, "additionalProperties": False}]}


def _operand(operator: str, value: Schema) -> Schema:
    if operator == "$exists":
        return {"type": "boolean"}
    if operator in ("$in", "$notIn"):
        return {"type": "array", "items": value}
    return {"type": "string"} if operator == "$like" else value
