"""Runs processes in memory: deploy, start, answer, publish, move the clock, and look. No database, no threads."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from engine import feel
from engine.clock import PinnedClock
from engine.errors import Problems
from engine.interpreter import schedule
from engine.interpreter.facts import StartTimer
from engine.interpreter.port import Program
from engine.model.forms import validate_submission
from engine.model.process import CallBehavior
from engine.testing.answers import Answers, StandingAnswers
from engine.testing.case import Case
from engine.testing.errors import ClockMovedBack, EndlessWork, ProcessUnknown
from engine.testing.instance import Instance
from engine.testing.library import Deployment, Library, Source
from engine.testing.mailbox import Mailbox
from engine.testing.starts import Starts
from engine.testing.trace import OpenSubscription
from engine.testing.values import stored
from engine.testing.world import START, Wake

DEFAULT_CLOCK = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
"""Where the clock stands when nobody says otherwise: Monday, 10/03/2025 08:00 in Việt Nam."""

MAX_AT_ONCE = 10_000
"""So many things may happen by themselves without the clock moving on."""


class Runner:
    """A small world: one clock, definitions, cases, and messages between them.

    `functions` are host functions of FEEL. `library` may be shared with other runners. With `is_stored` the state of
    every case is saved and loaded around each deed, as the engine does.
    """

    def __init__(
        self,
        *,
        clock: datetime | str = DEFAULT_CLOCK,
        functions: Mapping[str, Callable[..., Any]] | None = None,
        library: Library | None = None,
        is_stored: bool = False,
    ) -> None:
        self.library = library or Library()
        self.answers = StandingAnswers()
        self._functions = functions or {}
        self._clock = PinnedClock(_moment(clock))
        self._keys = itertools.count(1_000_000)
        self._mailbox = Mailbox()
        self._is_stored = is_stored
        self._instances: list[tuple[Instance, Case]] = []
        self._starts = Starts()
        for program in self.library.latest():
            self._starts.replace(program, self)

    # -- deeds -------------------------------------------------------------------------------------------------------

    def deploy(self, *sources: Source) -> Deployment:
        """Deploy texts, files or folders together, as one bundle. Raises Problems (``deployment.refused``) with all
        that is wrong, and StartEventUnreadable; nothing is deployed then."""
        deployment = self.library.deploy(sources)
        for process_id in deployment.processes:
            program = self.library.process(process_id)
            assert program is not None
            self._starts.replace(program, self)
        return deployment

    def start(
        self,
        process_id: str,
        variables: Mapping[str, Any] | None = None,
        *,
        start_element: str | None = None,
        business_id: str | None = None,
    ) -> Case:
        """A new instance of the newest version, at its none start event or at `start_element`.

        Raises ProcessUnknown, NoSuchStartEvent, and Problems (``forms.invalid``) of the start form.
        """
        program = self.library.process(process_id)
        if program is None:
            raise ProcessUnknown(process_id=process_id)
        payload = stored(dict(variables or {}))
        if start_element is None:
            self._check_start_form(program, payload)
        case = self._begin(program, payload, start_element, business_id=business_id)
        self.work()
        return case

    def publish(
        self,
        name: str,
        correlation_key: str = "",
        variables: Mapping[str, Any] | None = None,
        ttl: timedelta = timedelta(),
    ) -> tuple[Case, ...]:
        """Publish a message; returns the cases that took it, those that it started last.

        At most one subscription a process id takes it, and it starts no process of which a case has taken it. With a
        `ttl` it waits so long for others to come.
        """
        values = stored(dict(variables or {}))
        takers: list[Case] = []
        process_ids: set[str] = set()
        for instance, case, subscription in self._waiting(name, correlation_key):
            process_id = instance.process_id(subscription)
            # What one taker does may withdraw the subscription of the next.
            if process_id not in process_ids and subscription in instance.trace.subscriptions:
                process_ids.add(process_id)
                takers.append(case)
                instance.trigger(subscription, values)
        for program, start in self._starts.messages(name, correlation_key, served=process_ids):
            case = self._begin(program, values, start.element_id)
            self._starts.note(case, correlation_key)
            process_ids.add(program.process.id)
            takers.append(case)
        if ttl > timedelta():
            self._mailbox.keep(name, correlation_key, values, self.now() + ttl, process_ids)
        self.work()
        return tuple(takers)

    def answer(self, answers: Mapping[str, Answers]) -> None:
        """From now on jobs of these types are answered by themselves, those that are open too."""
        self.answers.set(answers)
        self.work()

    def advance_to(self, moment: datetime | str) -> None:
        """Move the clock on; what falls due on the way happens in order, each at its time. Raises ClockMovedBack."""
        target = _moment(moment)
        if target < self.now():
            raise ClockMovedBack(now=self.now().isoformat(), to=target.isoformat())
        self._work_until(target)
        self._clock.pin(target)

    def advance_by(self, amount: timedelta | str) -> None:
        """`advance_to` by a duration; text is ISO 8601, such as ``P1D``."""
        if isinstance(amount, str):
            self.advance_to(schedule.parse_interval(amount).after(self.now()))
        else:
            self.advance_to(self.now() + amount)

    @property
    def cases(self) -> tuple[Case, ...]:
        """Every case so far, also those that a message or a timer started."""
        return tuple(case for _, case in self._instances)

    # -- what cases need (`World`) -------------------------------------------------------------------------------------

    def next_key(self) -> int:
        return next(self._keys)

    def now(self) -> datetime:
        """Where the clock stands, in UTC."""
        return self._clock.now()

    @property
    def functions(self) -> Mapping[str, Callable[..., Any]]:
        return self._functions

    def program(self, key: int) -> Program:
        return self.library.program(key)

    def called_program(self, caller: Program, call: CallBehavior, process_id: str) -> Program | None:
        return self.library.called(caller, call, process_id)

    def buffered(self, subscription: OpenSubscription, process_id: str) -> Mapping[str, Any] | None:
        return self._mailbox.take(subscription.fact, process_id, self.now())

    def work(self) -> None:
        self._work_until(self.now())

    # -- within ------------------------------------------------------------------------------------------------------

    def _begin(
        self, program: Program, payload: Mapping[str, Any], start_element: str | None, *, business_id: str | None = None
    ) -> Case:
        instance = Instance(self, program, is_stored=self._is_stored)
        instance.begin(payload, start_element, business_id)
        case = Case(self, instance)
        self._instances.append((instance, case))
        return case

    def _check_start_form(self, program: Program, payload: Mapping[str, Any]) -> None:
        for node in program.start_events:
            if node.event is None and node.form is not None and node.form.form_id is not None:
                form = self.library.form(program, node.form, node.form.form_id.text)
                if form is not None:
                    context = feel.Context(now=self.now(), functions=self._functions)
                    errors = validate_submission(form, {}, payload, context).errors
                    if errors:
                        raise Problems(errors, code="forms.invalid")

    def _waiting(self, name: str, correlation_key: str) -> list[tuple[Instance, Case, OpenSubscription]]:
        """Who waits for a message, in the order of subscribing."""
        found = [
            (instance, case, subscription)
            for instance, case in self._instances
            for subscription in instance.trace.subscriptions
            if (subscription.fact.message_name, subscription.fact.correlation_key) == (name, correlation_key)
        ]
        return sorted(found, key=lambda each: each[2].order)

    def _work_until(self, until: datetime) -> None:
        happened, last = 0, self.now()
        while (wake := min(self._wakes(until), default=None, key=lambda each: each[:3])) is not None:
            happened = happened + 1 if wake.at <= last else 0
            if happened > MAX_AT_ONCE:
                raise EndlessWork(limit=MAX_AT_ONCE)
            last = max(last, wake.at)
            self._clock.pin(last)
            wake.do()

    def _wakes(self, until: datetime) -> Iterator[Wake]:
        for instance, _ in self._instances:
            if not instance.is_ended:
                yield from (wake for wake in instance.wakes() if wake.at <= until)
        for program, timer in self._starts.due(until):
            yield Wake(timer.due_at, START, 0, partial(self._fire_start, program, timer))

    def _fire_start(self, program: Program, timer: StartTimer) -> None:
        self._starts.fired(program, timer, self.now())
        self._begin(program, {}, timer.element_id)


def _moment(value: datetime | str) -> datetime:
    if isinstance(value, str):
        return schedule.parse_moment(value)
    if value.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    return value.astimezone(UTC)
