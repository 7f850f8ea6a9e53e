"""One case under test: deeds on it by element id, and everything that is to be seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from engine import feel
from engine.errors import Conflict, Finding, Problems
from engine.interpreter.facts import Fact, IncidentRaised, UserTaskOpened
from engine.testing.answers import Answers, Job, JobError, JobFailure, JobResult
from engine.testing.errors import FormAccepted, NothingOpen, SeveralOpen
from engine.testing.instance import Instance
from engine.testing.values import stored
from engine.testing.world import World

T = TypeVar("T")


class Case:
    """A process instance with all that it called; made by `Runner.start`.

    A deed names an element by its id, or by the key of its element instance where several are open. Deeds raise what
    the commands of the engine raise, else NothingOpen or SeveralOpen. After each, whatever is due happens.
    """

    def __init__(self, world: World, instance: Instance) -> None:
        self._world = world
        self._instance = instance
        self._trace = instance.trace

    # -- user tasks --------------------------------------------------------------------------------------------------

    def complete(
        self, task: str | int, variables: Mapping[str, Any] | None = None, *, where: str | None = None
    ) -> None:
        """Complete an open user task; `where` is FEEL over its variables that picks one of several.

        Raises Problems (``forms.invalid``) when its form refuses `variables`; the task is open still.
        """
        key = self._task(task, where).key
        if key in self._trace.incidents:
            raise Conflict(code="user_task.at_incident", key=key, incident_key=key)
        accepted, errors = self._instance.checked(key, variables or {})
        if errors:
            raise Problems(errors, code="forms.invalid")
        self._instance.move(lambda execution: execution.complete(key, accepted))
        self._world.work()

    def refuse(
        self, task: str | int, variables: Mapping[str, Any] | None = None, *, where: str | None = None
    ) -> tuple[Finding, ...]:
        """What the form says against `variables`; the task stays open. Raises FormAccepted when it says nothing."""
        found = self._task(task, where)
        _, errors = self._instance.checked(found.key, variables or {})
        if not errors:
            raise FormAccepted(task=found.element_id)
        return errors

    def open_tasks(self, element_id: str | None = None) -> tuple[UserTaskOpened, ...]:
        """Open user tasks, also those of called processes, in the order of opening."""
        return tuple(task for task in self._trace.tasks.values() if element_id in (None, task.element_id))

    def _task(self, task: str | int, where: str | None) -> UserTaskOpened:
        tasks = self._trace.tasks.values()
        found = [each for each in tasks if task in (each.key, each.element_id)]
        if where is not None:
            condition = feel.compile_expression(where.removeprefix("="))
            context = self._instance.context()
            found = [each for each in found if condition.evaluate(self.visible(each.key), context).value is True]
        return _only(found, task, (each.element_id for each in tasks))

    # -- jobs and incidents ------------------------------------------------------------------------------------------

    def jobs(self, job_type: str | None = None) -> tuple[Job, ...]:
        """Open jobs, in the order of opening; one that failed is open still."""
        return tuple(self._instance.job(job) for job in self._trace.jobs.values() if job_type in (None, job.fact.type))

    def complete_job(self, job: Job | str | int, variables: Mapping[str, Any] | None = None) -> None:
        """The worker of an open job (itself, its element id, type or key) is done."""
        self._instance.answer(self._job(job), JobResult(variables or {}))
        self._world.work()

    def throw(
        self, job: Job | str | int, code: str, message: str = "", variables: Mapping[str, Any] | None = None
    ) -> None:
        """The worker ends an open job in the BPMN error `code`."""
        self._instance.answer(self._job(job), JobError(code, message, variables or {}))
        self._world.work()

    def fail_job(
        self, job: Job | str | int, message: str = "", *, retries: int = 0, back_off: timedelta = timedelta()
    ) -> None:
        """The worker could not do it; `retries` are those that remain, without any an incident is raised."""
        self._instance.answer(self._job(job), JobFailure(message=message, retries=retries, back_off=back_off))
        self._world.work()

    def answer(self, answers: Mapping[str, Answers]) -> None:
        """From now on jobs of these types are answered by themselves, in all cases of the runner."""
        self._world.answer(answers)

    @property
    def done_jobs(self) -> tuple[Job, ...]:
        """Jobs that were completed or ended in a BPMN error, in order, each with the variables it saw."""
        return tuple(self._instance.done_jobs)

    def incidents(self) -> tuple[IncidentRaised, ...]:
        """The incidents that stand."""
        return tuple(self._trace.incidents.values())

    def resolve(self, incident: str | int, *, retries: int = 1) -> None:
        """Try again what failed on an element; a job without retries gets `retries` new ones."""
        incidents = self._trace.incidents.values()
        found = [each.key for each in incidents if incident in (each.key, each.element_id)]
        key = _only(found, incident, (each.element_id for each in incidents))
        self._instance.resolve(key, retries=retries)
        self._world.work()

    def _job(self, job: Job | str | int) -> Job:
        name = job.key if isinstance(job, Job) else job
        jobs = self._trace.jobs.values()
        found = [each for each in jobs if name in (each.fact.key, each.fact.element_id, each.fact.type)]
        return self._instance.job(_only(found, name, (each.fact.element_id for each in jobs)))

    # -- other deeds -------------------------------------------------------------------------------------------------

    def set_variables(
        self, variables: Mapping[str, Any], *, element: str | int | None = None, local: bool = False
    ) -> None:
        """As an administrator does: on the process instance, or on an active element."""
        key = self.key if element is None else self._active(element)
        values = stored(dict(variables))
        self._instance.move(lambda execution: execution.set_variables(key, values, local=local))
        self._world.work()

    def cancel(self) -> None:
        """Terminate the process instance and all that it called."""
        self._instance.move(lambda execution: execution.cancel())

    def publish(
        self,
        name: str,
        correlation_key: str = "",
        variables: Mapping[str, Any] | None = None,
        ttl: timedelta = timedelta(),
    ) -> tuple[Case, ...]:
        """`Runner.publish`: a message finds its takers among all cases."""
        return self._world.publish(name, correlation_key, variables, ttl)

    def advance_to(self, moment: datetime | str) -> None:
        """`Runner.advance_to`: all cases have one clock."""
        self._world.advance_to(moment)

    def advance_by(self, amount: timedelta | str) -> None:
        """`Runner.advance_by`: all cases have one clock."""
        self._world.advance_by(amount)

    # -- what is to be seen ------------------------------------------------------------------------------------------

    @property
    def key(self) -> int:
        """The process instance key."""
        return self._trace.root_key

    @property
    def process_id(self) -> str:
        return self._instance.program.process.id

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All that the interpreter told, in order."""
        return tuple(self._trace.facts)

    @property
    def entered(self) -> Sequence[tuple[str, str]]:
        """Process id and element id of every element that was entered, in order, those of called processes included.
        A multi-instance activity is entered as a whole, and then once an item."""
        return self._trace.entered

    @property
    def path(self) -> tuple[str, ...]:
        """The element ids of `entered`."""
        return tuple(element for _, element in self._trace.entered)

    @property
    def flows(self) -> Sequence[tuple[str, str]]:
        """Process id and flow id of every sequence flow that was taken, in order, each as often as it was."""
        return self._trace.flows

    @property
    def taken_flows(self) -> tuple[str, ...]:
        """The flow ids of `flows`."""
        return tuple(flow for _, flow in self._trace.flows)

    @property
    def end_events(self) -> tuple[str, ...]:
        """The end events of the process itself that were reached, in order."""
        return tuple(self._trace.end_events)

    @property
    def is_completed(self) -> bool:
        return self.key in self._trace.completed

    @property
    def is_terminated(self) -> bool:
        return self.key in self._trace.terminated

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the process instance."""
        return self._instance.local(self.key)

    def visible(self, element: str | int) -> dict[str, Any]:
        """All variables that an active element sees."""
        return self._instance.visible(self._active(element))

    def active_elements(self) -> tuple[str, ...]:
        """The ids of the elements that are active, in the order of entering."""
        return tuple(each.element_id for each in self._trace.active.values())

    def _active(self, element: str | int) -> int:
        active = self._trace.active.values()
        found = [each.key for each in active if element in (each.key, each.element_id)]
        return _only(found, element, (each.element_id for each in active))


def _only(found: Sequence[T], what: str | int, is_open: Iterable[str]) -> T:
    """The one that was found; raises NothingOpen, SeveralOpen."""
    if len(found) > 1:
        raise SeveralOpen(what=what, count=len(found))
    if not found:
        raise NothingOpen(what=what, open=", ".join(is_open) or "∅")
    return found[0]
