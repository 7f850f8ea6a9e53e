"""Somebody has read, verified or exported history: the visit is history too (decision D10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from engine.dispatch import command_handler
from engine.history.events import ACCESS, EventType, Stream
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource

_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "history.read": EventType.HISTORY_READ,
        "history.verify": EventType.HISTORY_VERIFIED,
        "history.export": EventType.HISTORY_EXPORTED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHistoryVisit:
    """`action` is what the policy is asked; `stream` is None for the whole store; `outcome` is the verdict."""

    action: Literal["history.read", "history.verify", "history.export"]
    stream: Stream | None
    outcome: str | None = None


@command_handler
def record_history_visit(command: RecordHistoryVisit, uow: UnitOfWork) -> None:
    """Raises AccessDenied; whoever calls shows nothing before this has succeeded."""
    uow.require(command.action, Resource(kind="history", key=command.stream.key if command.stream else None))
    payload: dict[str, Any] = {"stream": list(command.stream) if command.stream else None}
    if command.outcome is not None:
        payload["outcome"] = command.outcome
    uow.record_in(ACCESS, _EVENTS[command.action], payload)
