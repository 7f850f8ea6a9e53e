"""A scenario file as frozen values; what its keys mean is told in ``bpmn/README.md``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from engine.testing.answers import Answer

BEGINNING = "0"
END = ""


@dataclass(frozen=True, slots=True)
class Place:
    """`line` of the scenario file (from 1); `step` is its number: ``3.2`` is the second of the fragment that step 3
    uses, BEGINNING the start of the instance, END the last ``expect``."""

    line: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskExpectation:
    """``expect: task``; None for what is not said."""

    element_id: str
    due_date: datetime | None = None
    candidate_groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobExpectation:
    """One entry of ``expect: jobs``."""

    type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """``expect``; None for what is not said. `is_last` is that of the scenario itself."""

    place: Place
    is_last: bool
    end: str | None = None
    path: tuple[str, ...] | None = None
    not_visited: tuple[str, ...] = ()
    open_tasks: tuple[str, ...] | None = None
    task: TaskExpectation | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    jobs: tuple[JobExpectation, ...] | None = None
    incidents: tuple[str, ...] = ()
    """Element ids of all incidents that stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """``complete``; `where` is FEEL, with or without its ``=``."""

    place: Place
    task: str
    variables: Mapping[str, Any]
    where: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """``refuse``; `fields` are paths of the form."""

    place: Place
    task: str
    variables: Mapping[str, Any]
    fields: tuple[str, ...]
    where: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """``message``."""

    place: Place
    name: str
    correlation_key: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """``advance_to`` or ``advance_by``, ISO 8601."""

    place: Place
    to: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """``resolve``: the incident on that element."""

    place: Place
    element_id: str


Step: TypeAlias = Complete | Refuse | Publish | Advance | Resolve | Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One scenario with everything that stands above it laid in; `steps` have no fragments any more."""

    name: str
    line: int
    clock: str | None
    variables: Mapping[str, Any]
    answers: Mapping[str, tuple[Answer, ...]]
    steps: tuple[Step, ...]
    expect: Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFile:
    """A whole ``scenarios.yaml``; `needs` are the folders beside its own that are deployed with it."""

    name: str
    process_id: str
    needs: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
