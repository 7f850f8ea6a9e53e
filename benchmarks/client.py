"""An HTTP client that costs next to nothing, so that what is measured is the server: one socket, bytes prepared."""

from __future__ import annotations

import socket
from typing import Any

import msgspec

_TIMEOUT = 30.0


class Refused(Exception):
    """An answer that is no success: `status` and `body`."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(f"{status}: {body[:300].decode(errors='replace')}")
        self.status = status
        self.body = body


class Client:
    """One connection that is kept; it is opened anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._head = b""

    def sign_in(self, username: str, password: str) -> None:
        """Open a session; its cookie and CSRF token go with every request from now on."""
        status, headers, body = self._exchange("POST", "/api/session", {"username": username, "password": password})
        if status != 200:
            raise Refused(status, body)
        cookie = next(line for line in headers.split(b"\r\n") if line.lower().startswith(b"set-cookie:"))
        token = msgspec.json.decode(body)["csrfToken"].encode()
        self._head = (
            b"Cookie: " + cookie.split(b":", 1)[1].split(b";")[0].strip() + b"\r\nX-CSRF-Token: " + token + b"\r\n"
        )

    def call(self, method: str, path: str, body: Any = None, *, idempotency_key: str | None = None) -> Any:
        """The decoded answer, None for an empty one. Raises Refused, OSError when the connection is lost."""
        status, _, content = self._exchange(method, path, body, idempotency_key)
        if not 200 <= status < 300:
            raise Refused(status, content)
        return msgspec.json.decode(content) if content else None

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(
        self, method: str, path: str, body: Any = None, idempotency_key: str | None = None
    ) -> tuple[int, bytes, bytes]:
        content = b"" if body is None else msgspec.json.encode(body)
        key = f"Idempotency-Key: {idempotency_key}\r\n" if idempotency_key else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{key}"
        request = head.encode() + self._head + b"Content-Length: %d\r\n\r\n" % len(content) + content
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=_TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall(request)
            return self._read(self._socket)
        except OSError:
            self.close()
            raise

    def _read(self, connection: socket.socket) -> tuple[int, bytes, bytes]:
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more(connection)
        headers, body = received[:end], received[end + 4 :]
        length = 0
        for line in headers.split(b"\r\n")[1:]:
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        while len(body) < length:
            body += self._more(connection)
        return int(headers[9:12]), headers, body

    @staticmethod
    def _more(connection: socket.socket) -> bytes:
        part = connection.recv(65536)
        if not part:
            raise ConnectionResetError("the server closed the connection")
        return part
