"""Making findings whose texts stay readable, whatever an author wrote: long values are cut."""

from __future__ import annotations

from typing import Any

from engine.errors import Finding

MAX_FIELD = 240


def finding(
    code: str,
    resource: str | None,
    *,
    element_id: str | None = None,
    line: int | None = None,
    severity: str = "error",
    **fields: Any,
) -> Finding:
    """A finding at an element and line of `resource`; `fields` fill its message."""
    return Finding(
        code=code,
        severity=severity,
        resource=resource,
        element_id=None if element_id is None else _cut(element_id),
        line=line,
        fields={name: _cut(value) if isinstance(value, str) else value for name, value in fields.items()},
    )


def _cut(text: str) -> str:
    return text if len(text) <= MAX_FIELD else text[: MAX_FIELD - 1] + "…"
