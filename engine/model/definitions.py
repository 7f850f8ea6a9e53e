"""A whole BPMN file as frozen values: its executable processes and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass

from engine import feel
from engine.model.process import Attribute, Process


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """``bpmn:message`` with its ``zeebe:subscription``."""

    id: str
    name: Attribute | None = None
    correlation_key: feel.Expression | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """``bpmn:error``; without a code it stands for every error where it is caught."""

    id: str
    name: str | None = None
    code: Attribute | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A pool; `process_id` is None for a black box."""

    id: str
    name: str | None = None
    process_id: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane with the nodes drawn directly in it; `parent` is the lane around it."""

    id: str
    process_id: str
    name: str | None = None
    parent: str | None = None
    node_ids: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One ``.bpmn`` file. `processes` are the executable ones, in document order."""

    resource: str
    processes: tuple[Process, ...] = ()
    messages: tuple[Message, ...] = ()
    errors: tuple[Error, ...] = ()
    participants: tuple[Participant, ...] = ()
    lanes: tuple[Lane, ...] = ()
