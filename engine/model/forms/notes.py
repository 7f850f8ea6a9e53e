"""Collects what is wrong with a form file, and reads the members of its objects with the right types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.errors import Finding, QuyTrinhError
from engine.feel import Expression, compile_expression
from engine.model.forms.kinds.base import Bound, shown
from engine.model.forms.kinds.number import numeral

MAX_FINDINGS = 100


class Notes:
    """What one reading of a form file found. A getter returns None for what it notes as wrong."""

    def __init__(self, resource: str) -> None:
        self._resource = resource
        self.errors: list[Finding] = []
        self.warnings: list[Finding] = []

    def error(self, code: str, path: str, **fields: Any) -> None:
        """Note that the form cannot be deployed because of what is at `path`."""
        if len(self.errors) < MAX_FINDINGS:
            self.errors.append(self._finding(code, path, "error", fields))

    def warning(self, code: str, path: str, **fields: Any) -> None:
        """Note something that is allowed and hardly meant."""
        if len(self.warnings) < MAX_FINDINGS:
            self.warnings.append(self._finding(code, path, "warning", fields))

    def _finding(self, code: str, path: str, severity: str, fields: dict[str, Any]) -> Finding:
        # A Finding's place is not among its fields, and a person reading the message needs it.
        return Finding(code=code, fields={"path": path} | fields, severity=severity, resource=self._resource, path=path)

    def text(self, holder: dict[str, Any], name: str, path: str) -> str | None:
        """The string `name` of `holder`; None when it is absent, null or empty."""
        value = holder.get(name)
        if value is None or isinstance(value, str):
            return value or None
        self.error("form.schema.not_text", f"{path}.{name}".lstrip("."))
        return None

    def flag(self, holder: dict[str, Any], name: str, path: str, default: bool = False) -> bool:
        """The boolean `name` of `holder`."""
        value = holder.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.error("form.schema.not_boolean", f"{path}.{name}")
            return default
        return value

    def whole(self, holder: dict[str, Any], name: str, path: str, most: int) -> int | None:
        """The integer `name` of `holder`, from 0 to `most`."""
        value = holder.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.error("form.schema.not_whole", f"{path}.{name}", most=most)
            return None
        return value

    def number(self, holder: dict[str, Any], name: str, path: str) -> Decimal | None:
        """The number `name` of `holder`; a numeral in a string counts, as form-js lets it."""
        value = holder.get(name)
        number = numeral(value)
        if number is None and value not in (None, ""):
            self.error("form.schema.not_number", f"{path}.{name}", value=shown(value))
        return number

    def bound(self, holder: dict[str, Any], name: str, path: str) -> Bound:
        """The number or the FEEL ``=…`` called `name`."""
        value = holder.get(name)
        if isinstance(value, str) and value.startswith("="):
            return self.feel(value, f"{path}.{name}")
        return self.number(holder, name, path)

    def condition(self, holder: dict[str, Any], name: str, path: str) -> bool | Expression:
        """The boolean or the FEEL ``=…`` called `name`; absent is false."""
        value = holder.get(name)
        if value is None or value == "" or isinstance(value, bool):
            return bool(value)
        return self.feel(value, f"{path}.{name}") or False

    def feel(self, source: Any, path: str) -> Expression | None:
        """Compile ``=…``."""
        if not isinstance(source, str) or not source.startswith("="):
            self.error("form.schema.not_feel", path, value=shown(source))
            return None
        return self.compile(source[1:], path)

    def compile(self, source: str, path: str) -> Expression | None:
        """Compile FEEL without the leading ``=``."""
        try:
            return compile_expression(source)
        except QuyTrinhError as error:
            self.error("form.schema.bad_feel", path, reason=error.message("vi"), reason_en=error.message("en"))
            return None
