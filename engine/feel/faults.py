"""The fault that turns a part of an expression into null with a warning (DMN 1.5, 10.3.2.13)."""

from __future__ import annotations

from typing import Any


class Fault(Exception):
    """Raised within a built-in or an operator and caught where it was called; never seen outside of FEEL."""

    def __init__(self, code: str, **fields: Any) -> None:
        self.code = code
        self.fields = fields
        super().__init__(code)
