"""``quytrinh`` with one more service task, for the kill test: `python -m benchmarks.chaos.program serve`.

Dead workers are noticed sooner than usual, since a test cannot wait for half a minute. Every process of the program
imports this file, its children too.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from engine.jobs import worker
from engine.ports import JobContext
from workflows import handlers
from workflows.cli import main

JOB_TYPE = "chaos:note"


def note(context: JobContext) -> dict[str, Any]:
    """Counts up; done twice, it would show."""
    return {"noted": context.variables.get("noted", 0) + 1}


handlers.HANDLERS = MappingProxyType({**handlers.HANDLERS, JOB_TYPE: note})
worker.STALLED_SECONDS = 3.0

if __name__ == "__main__":
    main()
