"""The execution of a case between two deeds: kept in memory, or saved and loaded anew as the engine does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.interpreter.port import Execution, Interpreter, Program, Surroundings
from engine.testing.values import stored
from engine.variables import Variables


class Memory:
    """With `is_stored` every deed begins on a state that went through bytes, with variables that went through rows.

    What a case does is the same either way; a test that runs both ways proves it.
    """

    def __init__(self, interpreter: Interpreter, surroundings: Surroundings, *, is_stored: bool) -> None:
        self._interpreter = interpreter
        self._surroundings = surroundings
        self._is_stored = is_stored
        self._rows: dict[tuple[int, str], Any] = {}
        self.variables = Variables()
        self.execution: Execution

    def start(
        self, program: Program, payload: Mapping[str, Any], start_element_id: str | None, business_id: str | None
    ) -> None:
        """Begin; raises NoSuchStartEvent."""
        self.execution = self._interpreter.start(
            program,
            self.variables,
            self._surroundings,
            start_element_id=start_element_id,
            payload=payload,
            business_id=business_id,
        )

    def reopen(self) -> None:
        """What comes between two commands of the engine."""
        if not self._is_stored or self.execution.is_ended:
            return
        for change in self.variables.changes():
            self._rows[change.scope_key, change.name] = stored(change.after)
        closed = set(self.variables.closed_scopes())
        self._rows = {place: value for place, value in self._rows.items() if place[0] not in closed}
        self.variables = Variables()
        for (scope_key, name), value in self._rows.items():
            self.variables.load(scope_key, name, value)
        self.execution = self._interpreter.load(self.execution.dump(), self.variables, self._surroundings)
