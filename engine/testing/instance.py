"""A process instance in memory: moves it, takes in what the interpreter tells, and knows what happens by itself.

The counterpart of ``engine/settlement.py`` and ``engine/translation.py``, without rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from engine import feel, messages
from engine.errors import Conflict, Finding
from engine.interpreter.facts import Fact, MessageSubscriptionOpened, UserTaskOpened
from engine.interpreter.port import Execution, Program
from engine.model.forms import Form, validate_submission
from engine.testing.answers import Answer, Job, JobError, JobFailure
from engine.testing.errors import EndlessWork
from engine.testing.memory import Memory
from engine.testing.trace import OpenJob, OpenSubscription, OpenTimer, Trace
from engine.testing.values import stored
from engine.testing.world import JOB, TIMER, Wake, World

MAX_ROUNDS = 20
"""So often the interpreter's limit of automatic moves may be reached in one deed."""


class Instance:
    """`done_jobs` were completed or ended in a BPMN error, each with the variables it saw."""

    def __init__(self, world: World, program: Program, *, is_stored: bool) -> None:
        self.program = program
        self.trace = Trace()
        self.done_jobs: list[Job] = []
        self._world = world
        self._memory = Memory(world.library.interpreter, world, is_stored=is_stored)
        self._forms: dict[int, Form | None] = {}
        self._fresh: list[OpenSubscription] = []

    def begin(self, variables: Mapping[str, Any], start_element: str | None, business_id: str | None) -> None:
        """Start and move until all tokens wait. Raises NoSuchStartEvent."""
        self._memory.start(self.program, variables, start_element, business_id)
        self._settle()

    def move(self, do: Callable[[Execution], object]) -> None:
        """One deed, as a command of the engine does it: on a reopened state, until nothing moves any more."""
        self._memory.reopen()
        do(self._memory.execution)
        self._settle()

    @property
    def is_ended(self) -> bool:
        return self._memory.execution.is_ended

    def local(self, key: int) -> dict[str, Any]:
        """The variables that a scope owns."""
        return dict(self._memory.variables.local(key))

    def visible(self, key: int) -> dict[str, Any]:
        """The variables that an active element sees."""
        return dict(self._memory.execution.view(key))

    def context(self) -> feel.Context:
        """For FEEL of tests and forms."""
        return feel.Context(now=self._world.now(), functions=self._world.functions)

    # -- settling ----------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        rounds = 0
        while True:
            step = self._memory.execution.drain()
            for fact in step.facts:
                self._take(fact)
            if step.facts:
                continue  # taking them in may have raised incidents, which are facts too
            if step.is_unfinished:
                rounds += 1
                if rounds > MAX_ROUNDS:
                    raise EndlessWork(limit=MAX_ROUNDS)
                self._memory.reopen()
                self._memory.execution.proceed()
            elif not self._deliver_next():
                return

    def _take(self, fact: Fact) -> None:
        self.trace.take(fact, order=self._world.next_key(), now=self._world.now())
        if isinstance(fact, UserTaskOpened):
            self._find_form(self._memory.execution, fact)
        elif isinstance(fact, MessageSubscriptionOpened):
            self._fresh.append(self.trace.subscriptions[-1])

    def _deliver_next(self) -> bool:
        """Offer waiting messages to the subscriptions that opened and still stand, until one is taken.

        A subscription that takes one is asked again: if it does not interrupt, it takes the next.
        """
        while self._fresh:
            subscription = self._fresh[0]
            if subscription in self.trace.subscriptions:
                variables = self._world.buffered(subscription, self.process_id(subscription))
                if variables is not None:
                    fact = subscription.fact
                    self._memory.execution.trigger(fact.key, fact.element_id, variables)
                    return True
            self._fresh.pop(0)
        return False

    def process_id(self, subscription: OpenSubscription) -> str:
        """Of the process that waits."""
        return self.trace.process_ids[subscription.fact.process_instance_key]

    # -- user tasks --------------------------------------------------------------------------------------------------

    def checked(self, key: int, variables: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
        """`variables` as the form of an open user task lets them through, and what it says against them."""
        submission = stored(dict(variables))
        form = self._forms[key]
        if form is None:
            return submission, ()
        result = validate_submission(form, self.visible(key), submission, self.context())
        return result.values, result.errors

    def _find_form(self, execution: Execution, task: UserTaskOpened) -> None:
        """The form is chosen when the task opens, as in the engine; without one there is an incident."""
        self._forms[task.key] = form = None
        if task.form is None or task.form_id is None:
            return
        program = execution.program_of(task.process_instance_key)
        self._forms[task.key] = form = self._world.library.form(program, task.form, task.form_id)
        if form is None:
            binding = task.form.binding.value
            message = messages.text("incident.form_not_found", form_id=task.form_id, binding=binding)
            with suppress(KeyError):  # something else has ended the task in the same deed
                execution.raise_incident(task.key, "FORM_NOT_FOUND", message)

    # -- jobs and incidents ------------------------------------------------------------------------------------------

    def job(self, job: OpenJob) -> Job:
        """A job as a worker sees it now."""
        fact = job.fact
        return Job(
            key=fact.key,
            element_id=fact.element_id,
            type=fact.type,
            headers=fact.headers,
            variables=self.visible(fact.key),
            retries=job.retries,
        )

    def answer(self, job: Job, answer: Answer) -> None:
        """A worker answers an open job; one that stands at an incident takes no answer until that is resolved."""
        if job.key in self.trace.incidents:
            raise Conflict(code="job.at_incident", key=job.key, incident_key=job.key)
        variables = stored(dict(answer.variables))
        if isinstance(answer, JobFailure):
            self._fail(job, answer, variables)
        elif isinstance(answer, JobError):
            self._throw(job, answer, variables)
        else:
            self.done_jobs.append(job)
            self.move(lambda execution: execution.complete(job.key, variables))

    def _throw(self, job: Job, answer: JobError, variables: Mapping[str, Any]) -> None:
        """A job whose error nothing catches is not done: it stands at an incident."""

        def throw(execution: Execution) -> None:
            if execution.throw_error(job.key, answer.code, answer.message, variables):
                self.done_jobs.append(job)

        self.move(throw)

    def _fail(self, job: Job, answer: JobFailure, variables: Mapping[str, Any]) -> None:
        self.trace.postpone(job.key, max(answer.retries, 0), self._world.now() + answer.back_off)

        def fail(execution: Execution) -> None:
            if variables:
                execution.set_variables(job.key, variables, local=True)
            if answer.retries <= 0:
                execution.raise_incident(job.key, "JOB_NO_RETRIES", answer.message or "No more retries left.")

        self.move(fail)

    def resolve(self, key: int, *, retries: int) -> None:
        """The incident on `key` is over; a job without retries gets `retries`."""
        job = self.trace.jobs.get(key)
        if job is not None:
            self.trace.postpone(key, job.retries or retries, self._world.now())
        is_form_missing = self.trace.incidents[key].error_type == "FORM_NOT_FOUND"

        def retry(execution: Execution) -> None:
            execution.retry(key)
            if is_form_missing:
                self._find_form(execution, self.trace.tasks[key])

        self.move(retry)

    # -- what happens by itself --------------------------------------------------------------------------------------

    def wakes(self) -> Iterator[Wake]:
        """Jobs that have a standing answer, and timers."""
        for job in self.trace.jobs.values():
            if self._world.answers.has(job.fact.type) and job.retries > 0 and job.fact.key not in self.trace.incidents:
                yield Wake(job.available_at, JOB, job.order, partial(self._answer_by_itself, job))
        for timer in self.trace.timers:
            yield Wake(timer.fact.due_at, TIMER, timer.order, partial(self.trigger, timer, {}))

    def trigger(self, wait: OpenTimer | OpenSubscription, variables: Mapping[str, Any]) -> None:
        """What was waited for happens."""
        self.move(lambda execution: execution.trigger(wait.fact.key, wait.fact.element_id, variables))

    def _answer_by_itself(self, open_job: OpenJob) -> None:
        job = self.job(open_job)
        self.answer(job, self._world.answers.next(job))
