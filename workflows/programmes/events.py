"""The types of events that programmes add to those of the engine (`engine.history.events.EventType`)."""

from __future__ import annotations

from enum import StrEnum


class ProgrammeEvent(StrEnum):
    """Recorded in the stream ORGANIZATION."""

    IMPORTED = "programme.imported"
    OPENED = "programme.opened"
