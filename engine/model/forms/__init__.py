"""Forms (form-js schema 19) on the server: read at deployment, checked again at every submission.

The browser checks to help the person filling in; the server checks because it must not trust the browser.
What is enforced and where it differs from form-js is told in ``docs/forms.md``.
"""

from __future__ import annotations

from engine.model.forms.components import FieldInfo, Form, Submission
from engine.model.forms.filling import TooManyFields
from engine.model.forms.listing import fields
from engine.model.forms.reader import parse_form
from engine.model.forms.submission import initial_data, validate_submission

__all__ = [
    "FieldInfo",
    "Form",
    "Submission",
    "TooManyFields",
    "fields",
    "initial_data",
    "parse_form",
    "validate_submission",
]
