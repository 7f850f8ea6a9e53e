"""What a case needs of the runner it lives in, so that neither imports the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from engine.interpreter.port import Surroundings
from engine.testing.answers import Answers, StandingAnswers
from engine.testing.library import Library
from engine.testing.trace import OpenSubscription

if TYPE_CHECKING:
    from engine.testing.case import Case

JOB, TIMER, START = 0, 1, 2
"""Ranks of a `Wake`: at one instant jobs are answered, then timers fire, then start timers."""


class Wake(NamedTuple):
    """Something that happens by itself at `at`; `order` counts openings over all cases."""

    at: datetime
    rank: int
    order: int
    do: Callable[[], None]


class World(Surroundings, Protocol):
    """Clock, keys, definitions and messages that cases share."""

    @property
    def library(self) -> Library: ...

    @property
    def answers(self) -> StandingAnswers: ...

    def work(self) -> None:
        """Answer jobs and fire timers until nothing is due any more."""

    def buffered(self, subscription: OpenSubscription, process_id: str) -> Mapping[str, Any] | None:
        """Take the oldest waiting message that fits; its variables."""
        ...

    def publish(
        self, name: str, correlation_key: str, variables: Mapping[str, Any] | None, ttl: timedelta
    ) -> tuple[Case, ...]: ...

    def answer(self, answers: Mapping[str, Answers]) -> None: ...

    def advance_to(self, moment: datetime | str) -> None: ...

    def advance_by(self, amount: timedelta | str) -> None: ...
