"""Validates what a person submitted through a form, and prepares what the form shows when it is opened.

A form on a start event is submitted in the same way, with no variables before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from engine import feel
from engine.errors import Finding
from engine.model.forms.components import Field, Form, Submission
from engine.model.forms.filling import Filling, TooManyFields
from engine.model.forms.places import Node

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 64
MAX_ERRORS: Final = 200


def validate_submission(
    form: Form, variables: Mapping[str, Any], submission: Mapping[str, Any], context: feel.Context
) -> Submission:
    """Check `submission` against `form`, which was opened with `variables`, and return what may be stored.

    Values are JSON values, numbers int or Decimal. The result has the keys of the form only. A key that was not sent
    counts as untouched: variable, else default, else empty. Disabled and hidden fields are left out; a field that was
    read-only all the time keeps our own value, whatever was sent; computed fields are computed anew. An option that
    is not on offer is an error (form-js makes it null). With errors there are no values; their `path` is like
    ``tasks[2].deadline``. At most 200 errors are named. Raises FeelLimitExceeded when an expression of the form
    takes too much work.
    """
    if _is_oversized(submission):
        return _refused("form.submission_too_large", {"limit": MAX_BYTES // 1024})
    try:
        filling = Filling(form, variables, submission, context)
    except TooManyFields as error:
        return _refused(error.error_code, error.fields)
    errors = tuple(islice(_errors(filling.nodes), MAX_ERRORS))
    return Submission({}, errors) if errors else Submission(filling.values(is_complete=False))


def initial_data(form: Form, variables: Mapping[str, Any], context: feel.Context) -> dict[str, Any]:
    """What `form` shows when it is opened on `variables`: input data, else default, else empty, for every field,
    those hidden or disabled at first included. Raises TooManyFields, FeelLimitExceeded."""
    return Filling(form, variables, {}, context).values(is_complete=True)


def _refused(code: str, fields: dict[str, Any]) -> Submission:
    return Submission({}, (Finding(code=code, fields=fields, path=""),))


def _errors(nodes: list[Node]) -> Iterator[Finding]:
    named: set[str | None] = set()
    for node in nodes:
        if node.is_hidden:
            continue
        if node.refusals:
            for finding in node.refusal_findings():
                if finding.path not in named:  # two fields below one scalar have one fault
                    named.add(finding.path)
                    yield finding
        elif isinstance(node.component, Field) and not node.component.is_disabled:
            yield from _broken_rules(node, node.component)


def _broken_rules(node: Node, field: Field) -> Iterator[Finding]:
    if field.kind.is_blank(node.value):
        if field.is_required:
            yield Finding(code=_required_code(field), fields={"label": node.label()}, path=node.path())
        return
    for violation in field.kind.violations(node.value, node.level.scope):
        yield Finding(code=violation.code, fields={"label": node.label(), **violation.fields}, path=node.path())


def _required_code(field: Field) -> str:
    return "form.required_tick" if field.type == "checkbox" else "form.required"


def _is_oversized(submission: Mapping[str, Any]) -> bool:
    """More than 1 MiB, roughly as JSON, or nested too deeply."""
    size = 0
    level: list[Any] = [*submission, *submission.values()]
    for _ in range(MAX_DEPTH):
        following: list[Any] = []
        for value in level:
            if isinstance(value, str):
                size += 2 + (len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass")))
            elif isinstance(value, dict):
                size += 2
                following.extend(value)
                following.extend(value.values())
            elif isinstance(value, list):
                size += 2
                following.extend(value)
            else:
                size += 4
        if size + len(following) > MAX_BYTES:
            return True
        if not following:
            return False
        level = following
    return True
