"""From an HTTP request to an operation and back, as thin as it can be.

The hot path is paid by every click of every officer, so a request takes one hop to a thread and no framework object:
see ``docs/api.md`` for what each part costs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.types import Message, Receive, Scope, Send

from api import errors
from api.authentication import challenge
from api.body import ClientGone, read_argument, read_body
from api.call import Call, Hold, Reply
from api.json import encode
from api.operations import JSON, Operation
from api.routing import Routes
from api.services import Services

Response = tuple[int, Mapping[str, str], str, bytes]
"""Status, headers, media type, body."""


class Operations:
    """All operations of the application; its services are given when the server starts."""

    def __init__(self, operations: tuple[Operation, ...]) -> None:
        self.all = operations
        self.services: Services
        self._routes = Routes(operations)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer the request, whatever becomes of it; False when no operation has its path."""
        found = self._routes.find(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            return False
        methods, values = found
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        headers = dict(scope["headers"])
        if method not in methods:
            allowed = ", ".join(sorted(methods))
            error = errors.MethodNotAllowed(method=method, allowed=allowed)
            await respond(send, problem(error, scope["path"], headers, {"allow": allowed}))
            return True
        operation, names = methods[method]
        scope["operation"] = operation
        call = Call(self.services, method, dict(zip(names, values, strict=True)), headers, scope["query_string"])
        response = await self._response(operation, call, scope["path"], receive)
        if response is not None:
            await respond(send, response)
        return True

    async def _response(self, operation: Operation, call: Call, path: str, receive: Receive) -> Response | None:
        """The answer, or a problem document; None when there is nobody left to answer."""
        services = self.services
        try:
            body = await read_body(operation, call.headers, receive, services.application.settings)
            answer = await services.threads.run(lambda: _answer(operation, call, body))
            return await _held(services, operation, answer, receive) if isinstance(answer, Hold) else answer
        except ClientGone:
            return None
        except Exception as error:  # noqa: BLE001 - what is no error of ours becomes a fault with an id
            return problem(error, path, call.headers)


def problem(
    error: BaseException, path: str, headers: Mapping[bytes, bytes], more: Mapping[str, str] | None = None
) -> Response:
    """An error as a response."""
    document = errors.problem_of(error, path)
    told = dict(more or {})
    if document.status == 401:
        told |= challenge(headers)
    if document.status == 503:
        told["retry-after"] = "5"
    return document.status, told, errors.MEDIA_TYPE, msgspec.json.encode(document)


async def respond(send: Send, response: Response) -> None:
    """Send a response with its length."""
    status, headers, media_type, body = response
    raw = [(b"content-length", b"%d" % len(body))] if status != 204 else []
    if body:
        raw.append((b"content-type", media_type.encode("latin-1")))
    raw += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _answer(operation: Operation, call: Call, body: bytes) -> Response | Hold[Any]:
    """In a thread: who asks, what is asked, the answer."""
    if not operation.is_public:
        call.authenticate(is_own_account=operation.is_own_account)
    if operation.body is None:
        answer = operation.handler(call)
    else:
        answer = operation.handler(call, read_argument(operation, call.headers, body))
    return answer if isinstance(answer, Hold) else _finished(operation, answer)


async def _held(services: Services, operation: Operation, hold: Hold[Any], receive: Receive) -> Response | None:
    """The answer of a request that is kept; None when the client went away meanwhile."""
    waited = services.waiting.until(lambda: services.threads.run(hold.look), hold.seconds, hold.what)
    looking = asyncio.ensure_future(waited)
    gone = asyncio.ensure_future(_until_gone(receive))
    await asyncio.wait({looking, gone}, return_when=asyncio.FIRST_COMPLETED)
    if not looking.done():
        looking.cancel()
        return None
    gone.cancel()
    return _finished(operation, hold.finish(looking.result()))


async def _until_gone(receive: Receive) -> None:
    message: Message = await receive()
    while message["type"] != "http.disconnect":
        message = await receive()


def _finished(operation: Operation, answer: Any) -> Response:
    headers: Mapping[str, str] = {}
    media_type, status = operation.media_type, operation.status
    if isinstance(answer, Reply):
        headers, media_type, status = answer.headers, answer.media_type or media_type, answer.status or status
        answer = answer.content
    if answer is None:
        return 204, headers, media_type, b""
    return status, headers, media_type, encode(answer) if media_type == JSON else answer
