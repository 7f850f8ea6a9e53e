"""The deeds of `port.Execution` on a token machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.interpreter.port import IncidentCleared, Program, Step
from engine.interpreter.spiff import codec
from engine.interpreter.spiff.behaviors.error_end_event import UNHANDLED_ERROR
from engine.interpreter.spiff.evaluation import attribute_value
from engine.interpreter.spiff.failure import Failure
from engine.interpreter.spiff.machine import Machine
from engine.interpreter.spiff.throwing import throw
from engine.interpreter.spiff.token import TaskState, Token
from engine.model.process import Attribute

OUTSIDE = "outside"
"""Phase of an incident about work that is done elsewhere (a job): the token itself has nothing to do again."""


class SpiffExecution:
    """One process instance with all that it called, in memory for one command."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def proceed(self) -> None:
        self._machine.move()

    def complete(self, key: int, variables: Mapping[str, Any]) -> None:
        token = self._waiting(key)
        token.task_spec.complete(token, variables)
        self._clear_incident(token)
        self._machine.move()

    def trigger(self, key: int, element_id: str, variables: Mapping[str, Any]) -> None:
        token = self._machine.tasks[key]
        # The body of a multi-instance that finds no further item stands at an incident, its boundary events still open.
        if token.state != TaskState.ERROR or token.memory["incident"] != "leave" or token.memory.get("closed"):
            token = self._waiting(key)
        token.task_spec.happen(token, element_id, variables)
        self._machine.move()

    def throw_error(self, key: int, code: str, message: str, variables: Mapping[str, Any]) -> bool:
        token = self._waiting(key)
        is_caught = throw(token, code, variables)
        if not is_caught:
            failure = Failure(UNHANDLED_ERROR, "interpreter.error_not_caught", code=code, text=message)
            self._machine.raise_failure(token, failure, OUTSIDE)
        self._machine.move()
        return is_caught

    def set_variables(self, key: int, variables: Mapping[str, Any], *, local: bool) -> None:
        token = self._machine.tasks[key]
        write = self._machine.variables.set_local if local else self._machine.variables.propagate
        for name, value in variables.items():
            write(token.variable_scope, name, value)

    def raise_incident(self, key: int, error_type: str, message: str) -> None:
        self._machine.raise_incident(self._waiting(key), error_type, message, OUTSIDE)

    def retry(self, key: int) -> None:
        token = self._machine.tasks[key]
        phase = token.memory["incident"]
        self._clear_incident(token)
        if phase == "enter":
            token.memory["again"] = True
            token.force_state(TaskState.READY)
            self._machine.agenda.append(token)
        elif phase == "leave":
            token.force_state(TaskState.STARTED)
            self._machine.agenda.append(token)
        self._machine.move()

    def cancel(self) -> None:
        self._machine.terminate(self._machine.task_tree)
        self._machine.agenda.clear()
        self._machine.completed = True

    def drain(self) -> Step:
        return Step(facts=self._machine.drain(), is_unfinished=bool(self._machine.agenda))

    def dump(self) -> bytes:
        return codec.dump(self._machine)

    @property
    def is_ended(self) -> bool:
        ended: bool = self._machine.completed
        return ended

    @property
    def root_key(self) -> int:
        key: int = self._machine.task_tree.id
        return key

    def program_of(self, process_instance_key: int) -> Program:
        program: Program = self._machine.programs[process_instance_key]
        return program

    def view(self, key: int) -> Mapping[str, Any]:
        token = self._machine.tasks.get(key, self._machine.task_tree)
        return self._machine.variables.view(token.variable_scope)

    def evaluate(self, key: int, attribute: Attribute) -> Any:
        return attribute_value(self._machine.tasks[key], attribute)

    def _waiting(self, key: int) -> Token:
        """The active token `key` whose wait is not over; raises KeyError."""
        token = self._machine.tasks[key]
        if token.state != TaskState.STARTED or token.memory.get("closed"):
            raise KeyError(key)
        return token

    def _clear_incident(self, token: Token) -> None:
        if token.memory.pop("incident", None) is not None:
            self._machine.record(IncidentCleared(key=token.id))
