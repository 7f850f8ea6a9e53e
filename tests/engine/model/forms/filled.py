"""Makes forms out of components, and submits them, for the tests of this folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine import feel
from engine.errors import Finding, Problems
from engine.model.forms import Form, Submission, initial_data, parse_form, validate_submission

CONTEXT = feel.Context(now=datetime(2025, 3, 10, 1, 0, tzinfo=UTC))


def as_bytes(schema: Any) -> bytes:
    return json.dumps(schema, ensure_ascii=False, default=_number).encode()


def _number(value: Any) -> Any:
    assert isinstance(value, Decimal)
    return float(value)


def schema(*components: dict[str, Any], **root: Any) -> dict[str, Any]:
    return {"type": "default", "id": "bieu_mau", "schemaVersion": 19, "components": list(components)} | root


def make(*components: dict[str, Any]) -> Form:
    return parse_form(as_bytes(schema(*components)), "bieu_mau.form")


def refused(*components: dict[str, Any], **root: Any) -> tuple[Finding, ...]:
    """The findings for which a form of these components is not deployed."""
    with pytest.raises(Problems) as caught:
        parse_form(as_bytes(schema(*components, **root)), "bieu_mau.form")
    assert caught.value.error_code == "form.invalid"
    for finding in caught.value.findings:
        assert_readable(finding)
    return caught.value.findings


def submit(form: Form, sent: Mapping[str, Any], variables: Mapping[str, Any] | None = None) -> Submission:
    return validate_submission(form, variables or {}, sent, CONTEXT)


def accepted(form: Form, sent: Mapping[str, Any], variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The values of a submission that must be right."""
    result = submit(form, sent, variables)
    assert result.errors == ()
    return result.values


def errors(form: Form, sent: Mapping[str, Any], variables: Mapping[str, Any] | None = None) -> list[tuple[str, str]]:
    """Path and code of every error of a submission; it then has no values, and every error can be read."""
    result = submit(form, sent, variables)
    if result.errors:
        assert result.values == {}
    for finding in result.errors:
        assert_readable(finding)
    return [(str(finding.path), finding.code) for finding in result.errors]


def opened(form: Form, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return initial_data(form, variables or {}, CONTEXT)


def assert_readable(finding: Finding) -> None:
    """Its message exists in both languages with every placeholder filled."""
    for language in ("vi", "en"):
        assert len(finding.message(language)) > 20
