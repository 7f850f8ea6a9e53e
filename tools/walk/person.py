"""One signed-in person, as a browser would be: a session cookie, a CSRF token, JSON bodies."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 60.0
"""Seconds to wait for what a background worker does."""
LOOK = 0.2


class Refused(RuntimeError):
    """The server answered with a problem; `status` and `problem` are its own."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")


class Person:
    """Signs in at once; raises Refused."""

    def __init__(self, url: str, username: str, password: str) -> None:
        address = urlsplit(url)
        self.username = username
        self._connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=60)
        self._headers = {"Content-Type": "application/json"}
        answer, headers = self._exchange("POST", "/api/session", {"username": username, "password": password})
        self._headers["Cookie"] = str(headers.get("Set-Cookie", "")).split(";")[0]
        self._headers["X-CSRF-Token"] = answer["csrfToken"]

    def get(self, path: str) -> Any:
        return self._exchange("GET", path, None)[0]

    def post(self, path: str, body: Any = None) -> Any:
        """With an Idempotency-Key of its own, as a careful client sends it."""
        return self._exchange("POST", path, body if body is not None else {}, {"Idempotency-Key": str(uuid.uuid4())})[0]

    def put(self, path: str, body: Any) -> Any:
        return self._exchange("PUT", path, body)[0]

    def task(self, process_instance_key: str, element_id: str) -> dict[str, Any]:
        """The open task of an element in a case and all it called, waited for while a worker brings it about."""
        end = time.monotonic() + PATIENCE
        while True:
            wanted = {
                "state": "CREATED",
                "elementId": element_id,
                "rootProcessInstanceKey": process_instance_key,
            }
            tasks: list[dict[str, Any]] = self.post("/v2/user-tasks/search", {"filter": wanted})["items"]
            if tasks:
                return tasks[0]
            if time.monotonic() > end:
                raise TimeoutError(f"{self.username}: không thấy việc {element_id}")
            time.sleep(LOOK)

    def complete(self, process_instance_key: str, element_id: str, variables: dict[str, Any]) -> dict[str, Any]:
        """Find the task, look at its form, take it, complete it; returns the task."""
        task = self.task(process_instance_key, element_id)
        form = self.get(f"/v2/user-tasks/{task['userTaskKey']}/form")
        if not json.loads(form["schema"])["components"]:
            raise AssertionError(f"{element_id}: biểu mẫu trống")
        self.post(f"/v2/user-tasks/{task['userTaskKey']}/assignment", {"assignee": self.username})
        self.post(f"/v2/user-tasks/{task['userTaskKey']}/completion", {"variables": variables})
        return task

    def _exchange(
        self, method: str, path: str, body: Any, more: dict[str, str] | None = None
    ) -> tuple[Any, http.client.HTTPMessage]:
        data = None if body is None else json.dumps(body).encode()
        self._connection.request(method, path, body=data, headers={**self._headers, **(more or {})})
        response = self._connection.getresponse()
        text = response.read()
        # A person thinks between two requests longer than a server keeps a connection open.
        self._connection.close()
        answer = json.loads(text) if text else None
        if response.status >= 400:
            raise Refused(response.status, answer or {})
        return answer, response.headers
