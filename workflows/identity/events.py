"""The types of events that accounts add to those of the engine (`engine.history.events.EventType`)."""

from __future__ import annotations

from enum import StrEnum


class AccountEvent(StrEnum):
    """Recorded in the stream ACCESS."""

    OPENED = "account.opened"
    CHANGED = "account.changed"
    LOCKED = "account.locked"
    UNLOCKED = "account.unlocked"
