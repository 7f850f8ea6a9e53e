"""What makes a token stand still: the raw material of an incident."""

from __future__ import annotations

from typing import Any

from engine import messages


class Failure(Exception):
    """A step of an element could not be done; `error_type` is one of Camunda 8's incident types.

    `code` and `fields` name the text in the catalogue.
    """

    def __init__(self, error_type: str, code: str, /, **fields: Any) -> None:
        self.error_type = error_type
        self.code = code
        self.fields = fields
        super().__init__(code)

    def message(self) -> str:
        """The cause and the next action, for the person who resolves the incident."""
        return messages.text(self.code, **self.fields)
