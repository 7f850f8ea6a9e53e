"""The types of events that obligations add to those of the engine (`engine.history.events.EventType`)."""

from __future__ import annotations

from enum import StrEnum


class ObligationEvent(StrEnum):
    """Recorded in the history of the case; in the stream ORGANIZATION for an obligation without one."""

    DUE_DATE_CHANGED = "obligation.due_date_changed"
    WITHDRAWN = "obligation.withdrawn"
    RECALCULATED = "obligation.due_dates_recalculated"
    """One of the stream ORGANIZATION for a whole programme."""
