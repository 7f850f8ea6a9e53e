"""The clock port: the only place that knows what time it is (decision D11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)


def later(moment: datetime, milliseconds: int) -> datetime:
    """`moment` plus `milliseconds`; beyond all calendars END_OF_TIME, since programs send 2^63 - 1 for "always"."""
    try:
        return min(moment + timedelta(milliseconds=milliseconds), END_OF_TIME)
    except OverflowError:
        return END_OF_TIME if milliseconds > 0 else moment


class Clock(Protocol):
    """Tells the time as an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class PinnedClock:
    """A clock that stands still until it is moved; for tests and the demo."""

    def __init__(self, at: datetime) -> None:
        self.pin(at)

    def now(self) -> datetime:
        return self._at

    def pin(self, at: datetime) -> None:
        """Move the clock to `at`, which must be aware."""
        if at.tzinfo is None:
            raise ValueError("a pinned clock needs an aware datetime")
        self._at = at.astimezone(UTC)
