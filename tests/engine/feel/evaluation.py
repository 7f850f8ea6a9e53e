"""Short ways to evaluate FEEL in tests, at 10/03/2025 10:00 in Vietnam."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.feel import Context, Result, compile_expression, compile_unary_tests

CONTEXT = Context(now=datetime(2025, 3, 10, 3, tzinfo=UTC))


def evaluate(
    source: str,
    variables: Mapping[str, Any] | None = None,
    *,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    known_names: tuple[str, ...] = (),
) -> Result:
    """The result of `source`."""
    context = Context(now=CONTEXT.now, functions=functions or {})
    return compile_expression(source, known_names=known_names).evaluate(variables or {}, context)


def value(source: str, **variables: Any) -> Any:
    """The value of `source`; fails when there are warnings."""
    result = evaluate(source, variables)
    assert result.warnings == (), result.warnings
    return result.value


def text(source: str, **variables: Any) -> str:
    """The value of `source` as FEEL writes it."""
    found = value(f"string({source})", **variables)
    assert isinstance(found, str)
    return found


def nothing(source: str, **variables: Any) -> tuple[str, ...]:
    """The warnings of `source`, which must be null with a reason."""
    result = evaluate(source, variables)
    assert result.value is None, result.value
    assert result.warnings, "null without a reason"
    return result.warnings


def judge(tests: str, given: Any, **variables: Any) -> Any:
    """The verdict of unary tests on `given`."""
    return compile_unary_tests(tests).evaluate({**variables, "?": given}, CONTEXT).value
