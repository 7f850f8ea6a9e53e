"""The check box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.model.forms.kinds.base import Kind, Refused


@dataclass(frozen=True, slots=True)
class Checkbox(Kind):
    """True or false; being required means having to be ticked."""

    empty: ClassVar[bool] = False

    def accept(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Refused("form.not_boolean")
        return value

    def sanitize(self, value: Any) -> bool:
        return value is True
