"""Time and organisation that stand still, for tests of what depends on them."""

from __future__ import annotations

from datetime import UTC, datetime

from workflows.organization.directory import Directory

START = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
"""10/03/2025 08:00 in Việt Nam, where the clock of these tests stands."""


class Ticks:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class FixedDirectory:
    """`Directories` that stand still."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def current(self) -> Directory:
        return self._directory
