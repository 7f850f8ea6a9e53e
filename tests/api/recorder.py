"""Stands between server and application and holds every response against the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.api.schema import faults


class Recorder:
    """`answered` are (operation id, status) of all responses, `wrong` says what did not fit the document."""

    def __init__(self, app: ASGIApp, document: Mapping[str, Any]) -> None:
        self._app = app
        self._document = document
        self.answered: set[tuple[str, int]] = set()
        self.wrong: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            else:
                body.extend(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, sending)
        if start:
            self._check(scope, start["status"], dict(start["headers"]), bytes(body))

    def _check(self, scope: Scope, status: int, headers: Mapping[bytes, bytes], body: bytes) -> None:
        media_type = headers.get(b"content-type", b"").decode()
        where = f"{scope['method']} {scope['path']} → {status}"
        operation = scope.get("operation")
        if status >= 400:
            problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
            self._fits(where, json.loads(body), problem)
            if media_type != "application/problem+json":
                self.wrong.append(f"{where}: {media_type}")
        if operation is None:
            return
        self.answered.add((operation.name, status))
        described = self._document["paths"][operation.path][operation.method.lower()]["responses"]
        if str(status) not in described and status not in (401, 403, 405, 412, 413, 415):
            self.wrong.append(f"{where}: the document does not know this status")
            return
        content = described.get(str(status), {}).get("content", {})
        if status == 204 or not content:
            if body and status < 400:
                self.wrong.append(f"{where}: has a body")
        elif "json" in media_type:
            self._fits(where, json.loads(body), content[media_type])

    def _fits(self, where: str, value: Any, content: Mapping[str, Any]) -> None:
        schemas = self._document["components"]["schemas"]
        self.wrong += [f"{where} {fault}" for fault in faults(value, content["schema"], schemas)]
