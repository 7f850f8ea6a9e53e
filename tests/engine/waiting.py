"""Waiting for what another thread or process does, with an end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PATIENCE = 30.0
"""Seconds until a wait is given up; far beyond what a loaded machine needs."""


def until(is_done: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Return as soon as `is_done` says so; AssertionError when patience is over."""
    pause = threading.Event()
    end = time.monotonic() + patience
    while not is_done():
        assert time.monotonic() < end, "waited in vain"
        pause.wait(0.02)
