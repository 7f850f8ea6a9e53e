"""The errors of the engine.

    QuyTrinhError                 code, fields; message in both languages from the catalogue
    ├── InvalidInput              what was sent is malformed or breaks a rule     (400)
    │   └── Problems              several findings at once, each with its place
    ├── Unauthenticated           who is asking is not known                      (401)
    ├── Forbidden                 known, and not allowed                          (403)
    ├── NotFound                  no such thing, or not for this actor            (404)
    ├── Conflict                  the thing is in another state                   (409)
    ├── NotSupported              understood, and not built yet                   (501)
    └── Unavailable               try again later                                 (503)

The HTTP status is chosen in ``api/errors.py`` only. Concrete errors are subclasses that name their `code`
and live beside the deed that raises them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine import messages


class QuyTrinhError(Exception):
    """Base of every error that a caller may see; `fields` fill the placeholders of its message."""

    code: ClassVar[str] = ""

    def __init__(self, *, code: str | None = None, **fields: Any) -> None:
        self.error_code = code or self.code
        self.fields = fields
        super().__init__(self.error_code)

    def message(self, language: messages.Language = "vi") -> str:
        """The cause and the next action, in `language`."""
        return messages.text(self.error_code, language, **self.fields)

    def __str__(self) -> str:
        return f"[{self.error_code}] {self.message('en')}"


class InvalidInput(QuyTrinhError):
    """What was sent is malformed or breaks a rule."""


class Unauthenticated(QuyTrinhError):
    """Who is asking is not known."""


class Forbidden(QuyTrinhError):
    """The actor is known and is not allowed to do this."""


class NotFound(QuyTrinhError):
    """There is no such thing, or none that this actor may know of."""


class Conflict(QuyTrinhError):
    """The thing is in another state than the deed needs."""


class NotSupported(QuyTrinhError):
    """The request is understood and is not built yet."""


class Unavailable(QuyTrinhError):
    """The server cannot do it now; trying again later may work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with an input, and where.

    `code` names the message and `fields` fill it. `resource` is a file name, `element_id` a BPMN id,
    `line` a line of that file (from 1), `path` the JSON path of a form field; each may be None.
    """

    code: str
    fields: dict[str, Any] = field(default_factory=dict)
    severity: str = "error"
    resource: str | None = None
    element_id: str | None = None
    line: int | None = None
    path: str | None = None

    def message(self, language: messages.Language = "vi") -> str:
        """The cause and the next action, in `language`."""
        return messages.text(self.code, language, **self.fields)


class Problems(InvalidInput):
    """Several findings at once; `findings` is never empty."""

    def __init__(self, findings: tuple[Finding, ...], *, code: str, **fields: Any) -> None:
        self.findings = findings
        super().__init__(code=code, count=len(findings), first=findings[0].message("vi"), **fields)

    def message(self, language: messages.Language = "vi") -> str:
        fields = self.fields | {"first": self.findings[0].message(language)}
        return messages.text(self.error_code, language, **fields)
