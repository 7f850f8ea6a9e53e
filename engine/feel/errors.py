"""What can go wrong with a FEEL expression: its text, or the work and room that it asks for.

    InvalidInput
    ├── FeelSyntaxError     the text is not FEEL; `line` and `column` (from 1) say where
    └── FeelLimitExceeded   evaluating it would take too long or too much room

Everything else that goes wrong during evaluation is null with a warning (DMN 1.5, 10.3.2.13), never an exception.
"""

from __future__ import annotations

from typing import Any

from engine import messages
from engine.errors import InvalidInput


class FeelSyntaxError(InvalidInput):
    """The source is not FEEL. `reason` is the code of the text that says why, filled from `fields`."""

    code = "feel.syntax_error"

    def __init__(self, reason: str, line: int, column: int, **fields: Any) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        super().__init__(line=line, column=column, **fields)

    def message(self, language: messages.Language = "vi") -> str:
        fields = dict(self.fields)
        if str(fields.get("expected")).startswith("feel.syntax."):
            fields["expected"] = messages.text(fields["expected"], language)
        reason = messages.text(self.reason, language, **fields)
        return messages.text(self.error_code, language, line=self.line, column=self.column, reason=reason)


class FeelLimitExceeded(InvalidInput):
    """A bound on work or size was reached. `reason` is the code of the text that names it."""

    code = "feel.limit_exceeded"

    def __init__(self, reason: str, maximum: int) -> None:
        self.reason = reason
        self.maximum = maximum
        super().__init__(maximum=maximum)

    def message(self, language: messages.Language = "vi") -> str:
        reason = messages.text(self.reason, language, maximum=self.maximum)
        return messages.text(self.error_code, language, reason=reason)
