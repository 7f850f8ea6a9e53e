"""Which HTTP status an error gets, and how it is told: a problem document (RFC 9457) in Vietnamese and English.

    InvalidInput 400 · Unauthenticated 401 · Forbidden 403 · NotFound 404 · Conflict 409 · NotSupported 501
    Unavailable 503; and those of HTTP itself, which are defined here:
    MethodNotAllowed 405 · PreconditionFailed 412 · BodyTooLarge 413 · UnsupportedMediaType 415 · WaitExpired 504

Anything else is a fault of ours: 500 with an id, under which the log has the traceback; the client never sees one.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

import msgspec

from engine import errors, messages

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class PathNotFound(errors.NotFound):
    """No operation has this path. Fields: path."""

    code = "http.path_not_found"


class MethodNotAllowed(errors.InvalidInput):
    """The path has no such method. Fields: method, allowed."""

    code = "http.method_not_allowed"


class PreconditionFailed(errors.Conflict):
    """``If-Match`` names another revision than the present one. Fields: expected."""

    code = "http.precondition_failed"


class BodyTooLarge(errors.InvalidInput):
    """Fields: limit (in kB)."""

    code = "http.body_too_large"


class UnsupportedMediaType(errors.InvalidInput):
    """The body is of another kind than the operation reads. Fields: found, expected."""

    code = "http.unsupported_media_type"


class WaitExpired(errors.Unavailable):
    """What the caller waits for did not happen in time. Fields: key."""

    code = "http.wait_expired"


_STATUSES: tuple[tuple[type[errors.QuyTrinhError], int], ...] = (
    (MethodNotAllowed, 405),
    (PreconditionFailed, 412),
    (BodyTooLarge, 413),
    (UnsupportedMediaType, 415),
    (WaitExpired, 504),
    (errors.InvalidInput, 400),
    (errors.Unauthenticated, 401),
    (errors.Forbidden, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.NotSupported, 501),
    (errors.Unavailable, 503),
)

TITLES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "INVALID_STATE",
    412: "PRECONDITION_FAILED",
    413: "CONTENT_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    500: "INTERNAL_ERROR",
    501: "NOT_IMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class ErrorItem(msgspec.Struct, kw_only=True, frozen=True):
    """One of several findings and its place: `path` in the JSON, or `resource`, `element_id` and `line` of a file."""

    path: str | None
    code: str
    detail: str
    detail_en: str
    element_id: str | None
    line: int | None
    resource: str | None


class Problem(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A problem document; `detail` is Vietnamese, `detail_en` English; both say what to do next."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    detail_en: str
    errors: list[ErrorItem] | None = None
    error_id: str | None = None


def status_of(error: errors.QuyTrinhError) -> int:
    """The HTTP status of an error."""
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return status
    return 500


def problem_of(error: BaseException, instance: str) -> Problem:
    """The problem document for `error`; one that is not ours is logged under an id that the document carries.

    `instance` is the path of the request.
    """
    if not isinstance(error, errors.QuyTrinhError):
        return _fault(error, instance)
    status = status_of(error)
    findings = error.findings if isinstance(error, errors.Problems) else ()
    return Problem(
        type="about:blank",
        title=TITLES[status],
        status=status,
        detail=error.message("vi"),
        instance=instance,
        code=error.error_code,
        detail_en=error.message("en"),
        errors=[_item(finding) for finding in findings] or None,
    )


def _item(finding: errors.Finding) -> ErrorItem:
    return ErrorItem(
        path=finding.path,
        code=finding.code,
        detail=finding.message("vi"),
        detail_en=finding.message("en"),
        element_id=finding.element_id,
        line=finding.line,
        resource=finding.resource,
    )


def _fault(error: BaseException, instance: str) -> Problem:
    error_id = uuid.uuid4().hex[:12]
    logger.error("fault %s at %s", error_id, instance, exc_info=error)
    fields: dict[str, Any] = {"error_id": error_id}
    return Problem(
        type="about:blank",
        title=TITLES[500],
        status=500,
        detail=messages.text("http.fault", "vi", **fields),
        instance=instance,
        code="http.fault",
        detail_en=messages.text("http.fault", "en", **fields),
        error_id=error_id,
    )
