"""Runs a process twice, once in memory throughout and once saved and loaded around every deed, and compares.

Every test of an element thus proves that its state survives storage.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.interpreter import port
from engine.interpreter.spiff import SpiffInterpreter
from engine.model.process import CallBehavior, Process
from engine.variables import Variables

MONDAY_MORNING = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
"""10/03/2025 08:00 in Viet Nam."""


class Surroundings:
    """What the engine would give: keys in a row, a clock that stands still, programs by id."""

    def __init__(self, programs: Mapping[int, port.Program], *, first_key: int = 1_000_000) -> None:
        self._keys = itertools.count(first_key)
        self._programs = programs
        self.at = MONDAY_MORNING
        self.functions: Mapping[str, Callable[..., Any]] = {}

    def next_key(self) -> int:
        return next(self._keys)

    def now(self) -> datetime:
        return self.at

    def program(self, key: int) -> port.Program:
        return self._programs[key]

    def called_program(self, caller: port.Program, call: CallBehavior, process_id: str) -> port.Program | None:
        return next((p for p in self._programs.values() if p.process.id == process_id), None)


class Run:
    """One execution in one of the two ways."""

    def __init__(self, interpreter: SpiffInterpreter, programs: Mapping[int, port.Program], *, stored: bool) -> None:
        self.interpreter = interpreter
        self.surroundings = Surroundings(programs)
        self.variables = Variables()
        self.stored = stored
        self.execution: port.Execution

    def start(self, program: port.Program, **options: Any) -> port.Step:
        self.execution = self.interpreter.start(program, self.variables, self.surroundings, **options)
        return self.execution.drain()

    def deed(self, do: Callable[[port.Execution], object]) -> port.Step:
        if self.stored:
            self.reload()
        try:
            do(self.execution)
        finally:
            step = self.execution.drain()
        return step

    def scopes(self) -> dict[int, dict[str, Any]]:
        return {key: own for key, own in self.variables._values.items() if own}

    def reload(self) -> None:
        """As the engine does between two commands: state to bytes and back, variables to rows and back."""
        rows = [(key, name, value) for key, own in self.scopes().items() for name, value in own.items()]
        self.variables = Variables()
        for row in rows:
            self.variables.load(*row)
        self.execution = self.interpreter.load(self.execution.dump(), self.variables, self.surroundings)


class Case:
    """A process under test. Deeds name elements by id; keys are looked up in the facts so far."""

    def __init__(
        self,
        *processes: Process,
        start_at: str | None = None,
        variables: Mapping[str, Any] | None = None,
        move_limit: int = 5_000,
        functions: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        interpreter = SpiffInterpreter(move_limit)
        self.programs = {n: interpreter.compile(n, p, 7) for n, p in enumerate(processes, 1)}
        self.runs = [Run(interpreter, self.programs, stored=stored) for stored in (False, True)]
        for run in self.runs:
            run.surroundings.functions = functions or {}
        self.facts: list[port.Fact] = []
        self.step = self._both(
            lambda run: run.start(self.programs[1], start_element_id=start_at, payload=variables or {})
        )

    # -- deeds --------------------------------------------------------------------------------------------------

    def complete(self, element: str, nth: int = 0, /, **variables: Any) -> port.Step:
        """Complete the `nth` open user task, job or receive task of `element`."""
        key = self.open_keys(element)[nth]
        return self.deed(lambda e: e.complete(key, variables))

    def trigger(self, event: str, nth: int = 0, /, **variables: Any) -> port.Step:
        """Let the timer or message event `event` happen, on the `nth` token that waits for it."""
        key = self.waiting_keys(event)[nth]
        return self.deed(lambda e: e.trigger(key, event, variables))

    def throw(self, element: str, code: str, message: str = "", /, **variables: Any) -> port.Step:
        key = self.open_keys(element)[0]
        return self.deed(lambda e: e.throw_error(key, code, message, variables))

    def retry(self, element: str) -> port.Step:
        key = self.incidents(element)[0].key
        return self.deed(lambda e: e.retry(key))

    def set(self, element: str | None = None, /, *, local: bool = False, **variables: Any) -> port.Step:
        """Set variables on `element`, or on the root."""
        key = self.root if element is None else self.active_keys(element)[0]
        return self.deed(lambda e: e.set_variables(key, variables, local=local))

    def cancel(self) -> port.Step:
        return self.deed(lambda e: e.cancel())

    def proceed(self) -> port.Step:
        return self.deed(lambda e: e.proceed())

    def pass_time(self, **amount: float) -> None:
        for run in self.runs:
            run.surroundings.at += timedelta(**amount)

    def deed(self, do: Callable[[port.Execution], object]) -> port.Step:
        self.step = self._both(lambda run: run.deed(do))
        return self.step

    def _both(self, do: Callable[[Run], port.Step]) -> port.Step:
        outcomes: list[port.Step | Exception] = []
        for run in self.runs:
            try:
                outcomes.append(do(run))
            except KeyError as error:
                outcomes.append(error)
        plain, stored = outcomes
        if isinstance(plain, Exception):
            assert repr(stored) == repr(plain), "a reloaded execution refuses what the other refuses"
            raise plain
        assert stored == plain, "a reloaded execution does exactly what the other does"
        assert self.runs[0].scopes() == self.runs[1].scopes(), "and leaves the same variables"
        assert self.runs[0].execution.dump() == self.runs[1].execution.dump(), "and the same state"
        self.facts.extend(plain.facts)
        return plain

    # -- what is to be seen -------------------------------------------------------------------------------------

    @property
    def root(self) -> int:
        return next(f.key for f in self.facts if isinstance(f, port.ProcessInstanceActivated))

    @property
    def is_ended(self) -> bool:
        return self.runs[0].execution.is_ended

    @property
    def state(self) -> bytes:
        return self.runs[0].execution.dump()

    @property
    def variables(self) -> dict[str, Any]:
        """The root variables."""
        return dict(self.runs[0].variables.local(self.root))

    def local(self, element: str, nth: int = 0) -> dict[str, Any]:
        return dict(self.runs[0].variables.local(self.active_keys(element)[nth]))

    @property
    def path(self) -> list[str]:
        """The ids of completed elements, in order."""
        return [f.element_id for f in self.facts if isinstance(f, port.ElementCompleted)]

    @property
    def flows(self) -> list[str]:
        return [f.flow_id for f in self.facts if isinstance(f, port.SequenceFlowTaken)]

    @property
    def terminated(self) -> list[str]:
        return [f.element_id for f in self.facts if isinstance(f, port.ElementTerminated)]

    @property
    def active(self) -> list[str]:
        """The ids of elements that were activated and have not ended, in order."""
        ended = {f.key for f in self.facts if isinstance(f, (port.ElementCompleted, port.ElementTerminated))}
        return [f.element_id for f in self.facts if isinstance(f, port.ElementActivated) and f.key not in ended]

    def active_keys(self, element: str) -> list[int]:
        ended = {f.key for f in self.facts if isinstance(f, (port.ElementCompleted, port.ElementTerminated))}
        return [
            f.key
            for f in self.facts
            if isinstance(f, port.ElementActivated) and f.element_id == element and f.key not in ended
        ]

    @property
    def waits(self) -> list[str]:
        """What is open: element ids of user tasks, jobs, timers and subscriptions, in the order of opening."""
        return [element for _, element in self._open()]

    def open_keys(self, element: str) -> list[int]:
        return [key for key, waiting in self._open() if waiting == element]

    waiting_keys = open_keys

    def opened(self, element: str) -> Any:
        """The last fact that opened a wait of `element`."""
        kinds = (port.UserTaskOpened, port.JobOpened, port.TimerOpened, port.MessageSubscriptionOpened)
        return next(f for f in reversed(self.facts) if isinstance(f, kinds) and f.element_id == element)

    def incidents(self, element: str | None = None) -> list[port.IncidentRaised]:
        standing: dict[int, port.IncidentRaised] = {}
        for fact in self.facts:
            if isinstance(fact, port.IncidentRaised):
                assert fact.key not in standing, "one incident a token"
                standing[fact.key] = fact
            elif isinstance(fact, port.IncidentCleared):
                del standing[fact.key]
        return [i for i in standing.values() if element in (None, i.element_id)]

    def _open(self) -> list[tuple[int, str]]:
        waits: list[tuple[int, str]] = []
        kinds = (port.UserTaskOpened, port.JobOpened, port.TimerOpened, port.MessageSubscriptionOpened)
        for fact in self.facts:
            if isinstance(fact, kinds):
                assert (fact.key, fact.element_id) not in waits, "a wait is closed before it is opened again"
                waits.append((fact.key, fact.element_id))
            elif isinstance(fact, port.WaitClosed):
                left = [w for w in waits if w[0] != fact.key or fact.element_id not in (None, w[1])]
                assert len(left) < len(waits), "only what is open can be closed"
                waits = left
        return waits

    def assert_over(self) -> None:
        """Ended, and nothing is left behind."""
        assert self.is_ended
        assert self.active == []
        assert self.waits == []
        assert self.incidents() == []
        begun = [f.key for f in self.facts if isinstance(f, port.ProcessInstanceActivated)]
        ended = [
            f.key for f in self.facts if isinstance(f, (port.ProcessInstanceCompleted, port.ProcessInstanceTerminated))
        ]
        assert sorted(begun) == sorted(ended)
