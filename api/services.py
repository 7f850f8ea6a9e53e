"""What all requests of one process share: the program, the threads, and those who wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.threads import Threads
from api.waiting import Waiting
from workflows.wiring import Application

LONGEST_HOLD_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Services:
    """Made when the server starts, for its event loop."""

    application: Application
    document: dict[str, Any]
    threads: Threads
    waiting: Waiting

    def hold_seconds(self, request_timeout: int | None) -> float:
        """How long to hold a request that asks for milliseconds: 0 is the server's default, negative not at all."""
        if not request_timeout:
            return self.application.settings.long_poll_seconds
        return min(max(request_timeout, 0) / 1000, LONGEST_HOLD_SECONDS)

    def close(self) -> None:
        """Let go those who wait, then finish the work of the threads."""
        self.waiting.close()
        self.threads.close()
