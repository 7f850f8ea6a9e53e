"""Published messages that wait for somebody, as the engine's table ``message`` holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.interpreter.facts import MessageSubscriptionOpened


@dataclass(slots=True)
class _Letter:
    name: str
    correlation_key: str
    variables: Mapping[str, Any]
    expires_at: datetime
    taken_by: set[str] = field(default_factory=set)


class Mailbox:
    """A message is taken at most once a process id, and not after its time."""

    def __init__(self) -> None:
        self._letters: list[_Letter] = []

    def keep(
        self, name: str, correlation_key: str, variables: Mapping[str, Any], expires_at: datetime, taken_by: set[str]
    ) -> None:
        """Let a message wait for those who are not there yet."""
        self._letters.append(_Letter(name, correlation_key, variables, expires_at, taken_by))

    def take(self, subscription: MessageSubscriptionOpened, process_id: str, now: datetime) -> Mapping[str, Any] | None:
        """The variables of the oldest message that fits."""
        for letter in self._letters:
            if (
                letter.name == subscription.message_name
                and letter.correlation_key == subscription.correlation_key
                and letter.expires_at > now
                and process_id not in letter.taken_by
            ):
                letter.taken_by.add(process_id)
                return letter.variables
        return None
