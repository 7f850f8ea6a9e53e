"""What starts new cases: timers and messages of the newest version of every process."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from engine.interpreter.facts import StartMessage, StartTimer
from engine.interpreter.port import Program, Surroundings
from engine.interpreter.schedule import next_due
from engine.testing.case import Case


class Starts:
    """The counterpart of ``engine/commands/deployed_starts.py`` without rows."""

    def __init__(self) -> None:
        self._timers: dict[str, list[tuple[Program, StartTimer]]] = {}
        self._messages: dict[str, list[tuple[Program, StartMessage]]] = {}
        self._started: dict[tuple[str, str], Case] = {}

    def replace(self, program: Program, surroundings: Surroundings) -> None:
        """A new version: what older ones wait for is withdrawn. Raises StartEventUnreadable."""
        waits = program.start_waits(surroundings)
        process_id = program.process.id
        self._timers[process_id] = [(program, each) for each in waits if isinstance(each, StartTimer)]
        self._messages[process_id] = [(program, each) for each in waits if isinstance(each, StartMessage)]

    def messages(self, name: str, correlation_key: str, *, served: Set[str]) -> list[tuple[Program, StartMessage]]:
        """What a message starts, but for the process ids that are `served`; with a key, no second case of a process
        while its first one lives."""
        found = []
        for process_id, starts in self._messages.items():
            first = self._started.get((process_id, correlation_key)) if correlation_key else None
            if process_id not in served and (first is None or first.is_completed or first.is_terminated):
                found += [(program, start) for program, start in starts if start.message_name == name]
        return found

    def note(self, case: Case, correlation_key: str) -> None:
        """`case` was started by a message with this key."""
        self._started[case.process_id, correlation_key] = case

    def due(self, until: datetime) -> list[tuple[Program, StartTimer]]:
        """The timers that fall due by `until`."""
        return [each for timers in self._timers.values() for each in timers if each[1].due_at <= until]

    def fired(self, program: Program, timer: StartTimer, now: datetime) -> None:
        """A timer has started a case: it is over, or waits for its next beat."""
        timers = self._timers[program.process.id]
        timers.remove((program, timer))
        if timer.repetitions != 1 and timer.interval is not None:
            left = timer.repetitions - 1 if timer.repetitions > 0 else timer.repetitions
            due_at = next_due(timer.due_at, timer.interval, now)
            timers.append((program, replace(timer, due_at=due_at, repetitions=left)))
