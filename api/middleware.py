"""What every response gets: headers that keep browsers safe, and a line in the access log without personal data.

Pure ASGI: Starlette's BaseHTTPMiddleware would cost more than the rest of the request.
"""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

access = logging.getLogger("quytrinh.access")

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
_PER_RESPONSE = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""Unless the response says otherwise."""


class Envelope:
    """Wraps the application; `is_https` adds Strict-Transport-Security (RFC 6797)."""

    def __init__(self, app: ASGIApp, is_https: bool) -> None:
        self._app = app
        self._always = (*_HEADERS, _STRICT_TRANSPORT) if is_https else _HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), *self._always]
                names = {name for name, _ in headers}
                headers += [header for header in _PER_RESPONSE if header[0] not in names]
                message["headers"] = headers
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            if access.isEnabledFor(logging.INFO):
                _log(scope, status, time.perf_counter() - begin)


def _log(scope: Scope, status: int, seconds: float) -> None:
    """The template of the path, never its values nor the query: they may name people."""
    operation = scope.get("operation")
    path = "–" if operation is None else operation.path
    access.info("%s %s %d %.1f ms", scope["method"], path, status, seconds * 1000)
