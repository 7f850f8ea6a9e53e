"""Keeps the working calendar of the store in memory for the host functions of FEEL, and renews it after an import."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from workflows.calendar.days import WorkingCalendar
from workflows.calendar.functions import host_functions
from workflows.calendar.loading import stored_calendar
from workflows.organization.epoch import EpochWatch, SideReader


class CalendarSource:
    """Safe between threads. An import raises the epoch that `watch` follows: here at once, elsewhere in a second."""

    def __init__(self, reader: SideReader, watch: EpochWatch) -> None:
        self._reader = reader
        self._watch = watch
        self._lock = threading.Lock()
        self._kept: tuple[int, WorkingCalendar] | None = None

    def current(self) -> WorkingCalendar:
        """The calendar as imported. Raises CalendarNotImported, StoreUnavailable."""
        epoch = self._watch.stamp().identity_epoch
        kept = self._kept
        if kept is None or kept[0] < epoch:
            with self._lock, self._reader.database.connect() as connection:
                kept = self._kept = (epoch, stored_calendar(connection))
        return kept[1]

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """What FEEL may call, each time with the calendar as it is then."""

        def live(name: str) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                return host_functions(self.current())[name](*arguments, **named)

            return call

        return {name: live(name) for name in host_functions(_NO_CALENDAR)}


_NO_CALENDAR = WorkingCalendar.build((), (2000,))
"""Only the names of its functions are asked for."""
