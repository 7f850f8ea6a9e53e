"""What a worker answers to a job, and the answers that are given by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as a worker sees it; `key` is that of its element instance, `variables` all that it may read now."""

    key: int
    element_id: str
    type: str
    headers: Mapping[str, str]
    variables: Mapping[str, Any]
    retries: int


@dataclass(frozen=True, slots=True)
class JobResult:
    """The work is done."""

    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobError:
    """The work ended in a BPMN error, which the diagram may catch."""

    code: str
    message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailure:
    """The work failed; `retries` are those that remain. Without any an incident is raised, else the job is offered
    again after `back_off`. `variables` stay local to the job's element."""

    message: str = ""
    retries: int = 0
    back_off: timedelta = timedelta()
    variables: Mapping[str, Any] = field(default_factory=dict)


Answer: TypeAlias = JobResult | JobError | JobFailure
Answers: TypeAlias = Answer | Sequence[Answer] | Callable[[Job], Answer]
"""One answer for ever, answers used one after another of which the last repeats, or a function of the job."""


class StandingAnswers:
    """Answers by job type, given as soon as such a job is open."""

    def __init__(self) -> None:
        self._answers: dict[str, Callable[[Job], Answer]] = {}

    def set(self, answers: Mapping[str, Answers]) -> None:
        """Add `answers`; a type that has one already gets the new one."""
        for type_, given in answers.items():
            self._answers[type_] = given if callable(given) else _in_turn(given)

    def has(self, type_: str) -> bool:
        return type_ in self._answers

    def next(self, job: Job) -> Answer:
        """The answer to `job`; raises KeyError when none stands."""
        return self._answers[job.type](job)


def _in_turn(given: Answer | Sequence[Answer]) -> Callable[[Job], Answer]:
    left = list(given) if isinstance(given, Sequence) else [given]
    if not left:
        raise ValueError("a list of answers needs at least one")
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
