"""One person at a browser: signs in, keeps cookie and CSRF token, asks and does things by HTTP."""

from __future__ import annotations

import http.client
import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_TIMEOUT = 60.0


class WalkFailed(Exception):
    """Something is not as it must be; the text says what."""


class Visitor:
    """`name` and `position` are those that the server tells at signing in."""

    def __init__(self, url: str, username: str, password: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=_TIMEOUT)
        self._headers = {"Content-Type": "application/json"}
        self.username = username
        status, headers, answer = self._exchange("POST", "/api/session", {"username": username, "password": password})
        if status != 200:
            raise WalkFailed(f"{username} không đăng nhập được: {_told(status, answer)}")
        self._headers |= {"Cookie": headers["set-cookie"].partition(";")[0], "X-CSRF-Token": answer["csrfToken"]}
        self.name: str = answer["displayName"]
        self.unit: str = answer["unit"]

    def get(self, path: str) -> Any:
        """Raises WalkFailed unless the answer is a success."""
        return self._succeed("GET", path, None)

    def post(self, path: str, body: Any = None) -> Any:
        """As `get`."""
        return self._succeed("POST", path, body)

    def put(self, path: str, body: Any = None) -> Any:
        """As `get`."""
        return self._succeed("PUT", path, body)

    def is_refused(self, path: str, body: Any, *, status: int) -> Any:
        """Post what must be refused with `status`; the problem document. Raises WalkFailed otherwise."""
        found, _, answer = self._exchange("POST", path, body)
        if found != status:
            raise WalkFailed(f"{path}: phải bị từ chối với mã {status}, nhưng nhận {_told(found, answer)}")
        return answer

    def close(self) -> None:
        self._connection.close()

    def _succeed(self, method: str, path: str, body: Any) -> Any:
        status, _, answer = self._exchange(method, path, body)
        if not 200 <= status < 300:
            raise WalkFailed(f"{self.username}, {method} {path}: {_told(status, answer)}")
        return answer

    def _exchange(self, method: str, path: str, body: Any) -> tuple[int, Mapping[str, str], Any]:
        content = None if body is None else json.dumps(body)
        headers = self._headers if method == "GET" else {**self._headers, "Idempotency-Key": str(uuid.uuid4())}
        try:
            self._connection.request(method, path, content, headers)
            response = self._connection.getresponse()
            text = response.read()
        except OSError as error:
            raise WalkFailed(f"máy chủ không trả lời: {error}") from error
        told = {name.lower(): value for name, value in response.getheaders()}
        return response.status, told, json.loads(text) if text else None


def _told(status: int, answer: Any) -> str:
    detail = answer.get("detail", "") if isinstance(answer, dict) else ""
    return f"{status} {detail}"
