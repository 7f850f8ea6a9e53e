"""Expression fields: the server computes their value again and takes none from the client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel import Expression
from engine.model.forms.kinds.base import Kind, Site


@dataclass(frozen=True, slots=True)
class Computed(Kind):
    """The result of `expression` as a JSON value; when it is computed (``computeOn``) is the browser's affair."""

    expression: Expression

    def accept(self, value: Any) -> Any:
        return None

    def sanitize(self, value: Any) -> Any:
        return value

    def settle(self, value: Any, site: Site) -> Any:
        return site.evaluate(self.expression)

    def deciding(self) -> Expression:
        return self.expression
