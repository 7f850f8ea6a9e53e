"""Reads a form file (form-js schema 19) into a Form, or says everything that is wrong with it."""

from __future__ import annotations

import re
from typing import Any, Final

from engine.errors import Finding, Problems
from engine.model.forms import strict_json
from engine.model.forms.component_reader import ComponentReader
from engine.model.forms.components import Form
from engine.model.forms.dependencies import own_names, settles_in_one_pass
from engine.model.forms.notes import Notes

SCHEMA_VERSION: Final = 19
"""The schema version whose semantics are built here."""

_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,254}")


def parse_form(data: bytes, resource: str) -> Form:
    """Read the form file `data`; `resource` is its name, for messages.

    Raises Problems (code ``form.invalid``) whose findings carry JSON paths such as ``components[3].validate.min``.
    At most 100 findings are named.
    """
    try:
        schema = strict_json.load(data)
    except strict_json.JsonRefused as error:
        finding = Finding(code=error.code, fields=error.fields, resource=resource, line=error.line, path="")
        raise Problems((finding,), code="form.invalid", resource=resource) from None
    notes = Notes(resource)
    form = _form(schema, notes)
    if form is None or notes.errors:
        raise Problems(tuple(notes.errors), code="form.invalid", resource=resource)
    return form


def _form(schema: Any, notes: Notes) -> Form | None:
    if not isinstance(schema, dict):
        notes.error("form.schema.not_object", "")
        return None
    if schema.get("type", "default") != "default":
        notes.error("form.schema.not_a_form", "type")
    form_id = notes.text(schema, "id", "")
    if form_id is None or not _ID.fullmatch(form_id):
        notes.error("form.schema.bad_id", "id")
    version = notes.whole(schema, "schemaVersion", "", most=10_000)
    if version is not None and version > SCHEMA_VERSION:
        notes.warning("form.schema.newer_version", "schemaVersion", version=version, known=SCHEMA_VERSION)
    components = ComponentReader(notes).read(schema.get("components"))
    return Form(
        id=form_id or "",
        version_tag=notes.text(schema, "versionTag", ""),
        name=notes.text(schema, "name", ""),
        schema_version=version,
        components=components,
        own_names=own_names(components),
        settles_in_one_pass=settles_in_one_pass(components),
        warnings=tuple(notes.warnings),
    )
