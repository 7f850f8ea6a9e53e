"""The web application: all operations, with errors, limits and headers of the house, on FastAPI.

What is an operation is answered straight away (`Operations`); the layers of the framework, a sixth of the cost of a
small request, are passed by everything else: the life of the server, paths that nothing has, pages mounted later.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import account, domain, errors, v2
from api.middleware import Envelope
from api.openapi import document_of, page
from api.operations import Router
from api.services import Services
from api.serving import Operations, problem
from api.stopping import on_stop_signal
from api.threads import Threads
from api.waiting import Waiting
from workflows.wiring import Application

GC_THRESHOLD = 10_000


class WebApplication(FastAPI):
    """`operations` are answered before the framework; `state.services` are there while the server runs."""

    def __init__(self, operations: Operations, *, is_https: bool, **more: Any) -> None:
        super().__init__(**more)
        self.operations = operations
        self._enveloped = Envelope(self._dispatch, is_https=is_https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._enveloped(scope, receive, send)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not await self.operations.answer(scope, receive, send):
            await super().__call__(scope, receive, send)


def create_app(application: Application) -> WebApplication:
    """The app of a wired program, which stays the caller's to close."""
    routers = _routers()
    document = document_of(routers)
    operations = Operations(tuple(operation for router in routers for operation in router.operations))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        threads = Threads(application.settings.pool_size)
        services = Services(application, document, threads, Waiting(application.database_url))
        app.state.services = operations.services = services
        _settle_garbage_collector()
        with on_stop_signal(services.waiting.close):
            yield
        services.close()

    app = WebApplication(
        operations,
        is_https=application.settings.https,
        title="Quy Trình",
        openapi_url=None,
        lifespan=lifespan,
        exception_handlers={HTTPException: _http_error, Exception: _fault},
    )
    app.router.redirect_slashes = False
    app.openapi = lambda: document  # type: ignore[method-assign]
    return app


def openapi_document() -> dict[str, Any]:
    """The document that a running program shows at ``/openapi.json``, without one."""
    return document_of(_routers())


def _routers() -> tuple[Router, ...]:
    return (*account.routers(), *v2.routers(), *domain.routers(), page.router)


def _settle_garbage_collector() -> None:
    """What was loaded so far lives as long as the process: no collection need look at it again (5–10 % of the CPU)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 20)


async def _http_error(request: Request, error: Any) -> Response:
    """What the framework itself refuses, which is only a path that nothing has."""
    return _response(request, errors.PathNotFound(path=request.url.path))


async def _fault(request: Request, error: Exception) -> Response:
    return _response(request, error)


def _response(request: Request, error: BaseException) -> Response:
    status, headers, media_type, body = problem(error, request.url.path, dict(request.scope["headers"]))
    return Response(body, status, {**headers, "content-type": media_type})
