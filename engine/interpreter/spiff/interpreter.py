"""`port.Interpreter` on SpiffWorkflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.compiler import normalize
from engine.interpreter.port import Execution, Program, Surroundings
from engine.interpreter.spiff import codec
from engine.interpreter.spiff.assembly import assemble
from engine.interpreter.spiff.behaviors.base import expect
from engine.interpreter.spiff.execution import SpiffExecution
from engine.interpreter.spiff.machine import Machine
from engine.interpreter.spiff.program import SpiffProgram
from engine.model.process import Process
from engine.variables import Variables

MOVE_LIMIT = 5_000


class SpiffInterpreter:
    """`move_limit` is how many elements one command may activate before it must be continued by another."""

    def __init__(self, move_limit: int = MOVE_LIMIT) -> None:
        self._move_limit = move_limit

    def compile(self, key: int, process: Process, deployment_key: int) -> Program:
        program = SpiffProgram(key, process, deployment_key)
        assemble(program, normalize(process))
        return program

    def start(
        self,
        program: Program,
        variables: Variables,
        surroundings: Surroundings,
        *,
        start_element_id: str | None = None,
        payload: Mapping[str, Any],
        business_id: str | None = None,
    ) -> Execution:
        """Raises NoSuchStartEvent."""
        own = expect(SpiffProgram, program)
        start = own.start_spec(start_element_id)
        machine = Machine(own, variables, surroundings, self._move_limit)
        machine.task_tree = machine.begin_instance(own, payload, start=start, business_id=business_id)
        execution = SpiffExecution(machine)
        execution.proceed()
        return execution

    def load(self, state: bytes, variables: Variables, surroundings: Surroundings) -> Execution:
        """Raises UnknownStateFormat."""
        return SpiffExecution(codec.load(state, variables, surroundings, self._move_limit))
