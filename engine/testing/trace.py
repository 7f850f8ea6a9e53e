"""What happened in a case and what is open now: facts of the interpreter, folded as the engine folds them into rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.interpreter.facts import (
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    Fact,
    IncidentCleared,
    IncidentRaised,
    JobOpened,
    MessageSubscriptionOpened,
    ProcessInstanceActivated,
    ProcessInstanceCompleted,
    ProcessInstanceTerminated,
    SequenceFlowTaken,
    TimerOpened,
    UserTaskOpened,
    WaitClosed,
)
from engine.model.process import ElementType


@dataclass(frozen=True, slots=True)
class OpenJob:
    """`order` counts openings over all cases; a failed job is offered again from `available_at` on."""

    fact: JobOpened
    order: int
    retries: int
    available_at: datetime


@dataclass(frozen=True, slots=True)
class OpenTimer:
    """`order` as in `OpenJob`."""

    fact: TimerOpened
    order: int


@dataclass(frozen=True, slots=True)
class OpenSubscription:
    """`order` as in `OpenJob`."""

    fact: MessageSubscriptionOpened
    order: int


class Trace:
    """Everything is in the order of happening. Elements and flows are told as (process id, id)."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.entered: list[tuple[str, str]] = []
        self.flows: list[tuple[str, str]] = []
        self.end_events: list[str] = []
        """Ids of the end events of the root process that were reached."""
        self.active: dict[int, ElementActivated] = {}
        self.tasks: dict[int, UserTaskOpened] = {}
        self.jobs: dict[int, OpenJob] = {}
        self.timers: list[OpenTimer] = []
        self.subscriptions: list[OpenSubscription] = []
        self.incidents: dict[int, IncidentRaised] = {}
        self.process_ids: dict[int, str] = {}
        self.completed: set[int] = set()
        self.terminated: set[int] = set()

    @property
    def root_key(self) -> int:
        return next(iter(self.process_ids))

    def take(self, fact: Fact, *, order: int, now: datetime) -> None:
        """Fold one fact; `order` numbers it among those of all cases."""
        self.facts.append(fact)
        if isinstance(fact, UserTaskOpened):
            self.tasks[fact.key] = fact
        elif isinstance(fact, JobOpened):
            self.jobs[fact.key] = OpenJob(fact, order, fact.retries, now)
        elif isinstance(fact, TimerOpened):
            self.timers.append(OpenTimer(fact, order))
        elif isinstance(fact, MessageSubscriptionOpened):
            self.subscriptions.append(OpenSubscription(fact, order))
        elif isinstance(fact, WaitClosed):
            self._close(fact)
        elif isinstance(fact, IncidentRaised):
            self.incidents[fact.key] = fact
        elif isinstance(fact, IncidentCleared):
            self.incidents.pop(fact.key, None)
        else:
            self._move(fact)

    def postpone(self, key: int, retries: int, available_at: datetime) -> None:
        """The job on `key` failed."""
        self.jobs[key] = replace(self.jobs[key], retries=retries, available_at=available_at)

    def is_open(self, wait: OpenTimer | OpenSubscription) -> bool:
        return wait in self.timers or wait in self.subscriptions

    def _move(self, fact: Fact) -> None:
        if isinstance(fact, ElementActivated):
            self.active[fact.key] = fact
            self.entered.append((self.process_ids[fact.process_instance_key], fact.element_id))
        elif isinstance(fact, (ElementCompleted, ElementTerminated)):
            element = self.active.pop(fact.key)
            is_end = element.type is ElementType.END_EVENT and element.scope_key == self.root_key
            if is_end and isinstance(fact, ElementCompleted):
                self.end_events.append(fact.element_id)
        elif isinstance(fact, SequenceFlowTaken):
            self.flows.append((self.process_ids[fact.process_instance_key], fact.flow_id))
        elif isinstance(fact, ProcessInstanceActivated):
            self.process_ids[fact.key] = fact.process_id
        elif isinstance(fact, ProcessInstanceCompleted):
            self.completed.add(fact.key)
        elif isinstance(fact, ProcessInstanceTerminated):
            self.terminated.add(fact.key)

    def _close(self, fact: WaitClosed) -> None:
        def stays(wait: TimerOpened | MessageSubscriptionOpened) -> bool:
            return wait.key != fact.key or fact.element_id not in (None, wait.element_id)

        self.timers = [timer for timer in self.timers if stays(timer.fact)]
        self.subscriptions = [each for each in self.subscriptions if stays(each.fact)]
        if fact.element_id is None:
            self.tasks.pop(fact.key, None)
            self.jobs.pop(fact.key, None)
