"""FEEL as a token sees it: expressions and attributes evaluated in its scope, of the type that is needed."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.errors import QuyTrinhError
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.token import Token
from engine.model.process import Attribute

EXTRACT_VALUE = "EXTRACT_VALUE_ERROR"


def evaluate(
    token: Token,
    expression: feel.Expression,
    *,
    scope_key: int | None = None,
    extra: Mapping[str, Any] | None = None,
    error_type: str = EXTRACT_VALUE,
) -> Any:
    """The JSON value of `expression` seen from `token`; `extra` names hide variables.

    FEEL turns most faults into null; what is left (a limit was reached) raises Failure of `error_type`.
    """
    machine = token.workflow
    names: Mapping[str, Any] = machine.variables.view(token.variable_scope if scope_key is None else scope_key)
    if extra:
        names = ChainMap(dict(extra), names)  # type: ignore[arg-type]
    try:
        return feel.to_json(expression.evaluate(names, machine.context).value)
    except QuyTrinhError as error:
        raise Failure(
            error_type, "interpreter.expression_failed", expression=expression.source, reason=error.message()
        ) from error


def attribute_value(token: Token, attribute: Attribute | None) -> Any:
    """Static text as it is written, FEEL as a JSON value, None when the attribute is absent."""
    if attribute is None:
        return None
    if attribute.expression is None:
        return attribute.text
    return evaluate(token, attribute.expression)


def wrong_type(attribute: str, expected: str, value: Any) -> Failure:
    """The incident for a value that an attribute cannot have."""
    return Failure(
        EXTRACT_VALUE,
        "interpreter.attribute_has_wrong_type",
        attribute=attribute,
        expected=expected,
        value=brief(value),
    )


def optional_text(token: Token, name: str, attribute: Attribute | None) -> str | None:
    """A string; None for null and for the empty string."""
    value = attribute_value(token, attribute)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise wrong_type(name, "string", value)
    return value


def required_text(token: Token, name: str, attribute: Attribute) -> str:
    value = optional_text(token, name, attribute)
    if value is None:
        raise wrong_type(name, "string", None)
    return value


def text_list(token: Token, name: str, attribute: Attribute | None) -> tuple[str, ...]:
    """A list of strings; static text is a list separated by commas."""
    value = attribute_value(token, attribute)
    if value is None:
        return ()
    if isinstance(value, str) and attribute is not None and attribute.expression is None:
        return tuple(part for part in map(str.strip, value.split(",")) if part)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise wrong_type(name, "list<string>", value)
    return tuple(value)


MAX_WHOLE_NUMBER = 2**31 - 1
"""The largest that a column for retries, priorities and repetitions holds."""


def whole_number(token: Token, name: str, attribute: Attribute | None, default: int) -> int:
    """An integer of 32 bits; static text is read as one."""
    value = attribute_value(token, attribute)
    if value is None:
        return default
    if isinstance(value, str) and attribute is not None and attribute.expression is None:
        try:
            value = int(value.strip())
        except ValueError:
            raise wrong_type(name, "integer", value) from None
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or value != int(value):
        raise wrong_type(name, "integer", value)
    number = int(value)
    if abs(number) > MAX_WHOLE_NUMBER:
        raise wrong_type(name, "integer", value)
    return number


def brief(value: Any) -> str:
    """A value for a message: short enough to read, long enough to find."""
    text = "null" if value is None else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
