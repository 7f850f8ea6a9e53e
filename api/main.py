"""The application for servers that take an import string: ``uvicorn api.main:app``, wired from the environment."""

from __future__ import annotations

import atexit
import os
from typing import Any

from workflows.settings import Settings
from workflows.wiring import wire


def __getattr__(name: str) -> Any:
    """`app` is made when it is first asked for, so that importing this module opens no database."""
    if name != "app":
        raise AttributeError(name)
    from api.app import create_app

    application = wire(Settings.from_environment(os.environ))
    atexit.register(application.close)
    app = create_app(application)
    globals()["app"] = app
    return app
