"""The application for servers that take an import string: ``uvicorn api.main:app``, wired from the environment."""

from __future__ import annotations

import os
from typing import Any

from workflows.settings import Settings
from workflows.wiring import wire


def __getattr__(name: str) -> Any:
    """`app` is made when it is first asked for, so that importing this module opens no database."""
    if name != "app":
        raise AttributeError(name)
    from api.app import create_app

    app = create_app(wire(Settings.from_environment(os.environ)))
    globals()["app"] = app
    return app
