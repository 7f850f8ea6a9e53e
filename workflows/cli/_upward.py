"""The two things that the command line starts on the floor above, by name: nothing below `api` may import it."""

from __future__ import annotations

import importlib
from typing import Any

from workflows.wiring import Application


def create_app(application: Application) -> Any:
    """The web application (ASGI) of a wired program."""
    return importlib.import_module("api.app").create_app(application)


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document of the web application; needs no database."""
    document: dict[str, Any] = importlib.import_module("api.app").openapi_document()
    return document
