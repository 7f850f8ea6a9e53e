"""Runs the program of a regular expression over a text, in time bounded by their product.

A state is an instruction and a position (and the captures, when the pattern refers back to them). Whether it leads to
a match does not depend on how it was reached, so a state that failed once is never tried again: what makes other
engines backtrack without end costs this one a look into a set. Every step counts against the run's budget.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.feel.regex.characters import variants
from engine.feel.regex.program import END, JUMP, MATCH, ONE, SAME, SAVE, SPLIT, START, Instruction
from engine.feel.runtime import Run

_Captures = tuple[int, ...]
_VISIT = 4
_CHUNK = 64


class Match(NamedTuple):
    """Where a match was found, and what its groups captured: start and end by turns, -1 for nothing."""

    start: int
    end: int
    captures: _Captures

    def group(self, text: str, number: int) -> str:
        """What group `number` captured; empty when it took no part."""
        if number == 0:
            return text[self.start : self.end]
        if 2 * number + 1 >= len(self.captures) or self.captures[2 * number + 1] < 0:
            return ""
        return text[self.captures[2 * number] : self.captures[2 * number + 1]]


class Pattern:
    """A compiled regular expression; immutable, so fit to be shared."""

    __slots__ = ("_program", "_refers_back", "groups")

    def __init__(self, program: tuple[Instruction, ...], groups: int) -> None:
        self._program = program
        self._refers_back = any(instruction.code == SAME for instruction in program)
        self.groups = groups

    @property
    def size(self) -> int:
        """The number of instructions."""
        return len(self._program)

    def search(self, run: Run, text: str, start: int) -> Match | None:
        """The first match at or after `start`; raises FeelLimitExceeded when the budget is spent."""
        attempt = _Attempt(run, text, self._program, self._refers_back)
        captures = (-1,) * (2 * self.groups + 2)
        is_anchored = self._program[0].code == START and not self._program[0].flag
        for position in range(start, (start if is_anchored else len(text)) + 1):
            run.spend(1 + len(captures) // 16)
            match = attempt.at(position, captures)
            if match is not None:
                return match
        return None


class _Attempt:
    """Tries positions of one text; remembers the states that failed."""

    def __init__(self, run: Run, text: str, program: tuple[Instruction, ...], refers_back: bool) -> None:
        self._run = run
        self._text = text
        self._program = program
        self._refers_back = refers_back
        self._failed: set[object] = set()
        self._stack: list[tuple[int, int, int, int, _Captures]] = []

    def at(self, start: int, captures: _Captures) -> Match | None:
        """The match that starts at `start`."""
        self._stack.append((0, start, start, 1, captures))
        steps = 0
        while self._stack:
            counter, position, last, step, captures = self._stack.pop()
            if position != last:
                self._stack.append((counter, position + step, last, step, captures))
            while counter >= 0:
                steps += 1
                if steps == _CHUNK:
                    self._run.spend(steps)
                    steps = 0
                instruction = self._program[counter]
                if instruction.code == MATCH:
                    self._stack.clear()
                    self._failed.clear()
                    return Match(start, position, captures)
                counter, position, captures = self._step(instruction, counter, position, captures)
        return None

    def _step(
        self, instruction: Instruction, counter: int, position: int, captures: _Captures
    ) -> tuple[int, int, _Captures]:
        """The next state; a negative counter when this way ends."""
        code = instruction.code
        if code == ONE:
            assert instruction.test is not None
            if position < len(self._text) and instruction.test(self._text[position]):
                return counter + 1, position + 1, captures
            return -1, position, captures
        if code == JUMP:
            return instruction.first, position, captures
        if code == SAVE:
            self._run.spend(len(captures) // 16)
            slot = instruction.first
            return counter + 1, position, (*captures[:slot], position, *captures[slot + 1 :])
        if code in (START, END):
            return (counter + 1 if self._is_anchored(instruction, position) else -1), position, captures
        if code == SAME:
            return self._same(instruction, counter, position, captures)
        if self._was_here(counter, position, captures):
            return -1, position, captures
        if code == SPLIT:
            self._stack.append((instruction.second, position, position, 1, captures))
            return instruction.first, position, captures
        return self._repeated(instruction, counter, position, captures)

    def _was_here(self, counter: int, position: int, captures: _Captures) -> bool:
        state = (counter, position, captures) if self._refers_back else counter * (len(self._text) + 1) + position
        if state in self._failed:
            return True
        self._run.spend(_VISIT + (len(captures) if self._refers_back else 0))
        self._failed.add(state)
        return False

    def _repeated(
        self, instruction: Instruction, counter: int, position: int, captures: _Captures
    ) -> tuple[int, int, _Captures]:
        assert instruction.test is not None
        text, test, end = self._text, instruction.test, position
        furthest = len(text) if instruction.high is None else min(len(text), position + instruction.high)
        while end < furthest and test(text[end]):
            end += 1
        self._run.spend((end - position) >> 1)
        nearest = position + instruction.low
        if end < nearest:
            return -1, position, captures
        first, last, step = (end, nearest, -1) if instruction.flag else (nearest, end, 1)
        if first != last:
            self._stack.append((counter + 1, first + step, last, step, captures))
        return counter + 1, first, captures

    def _is_anchored(self, instruction: Instruction, position: int) -> bool:
        text = self._text
        if instruction.code == START:
            return position == 0 or (instruction.flag and text[position - 1] == "\n")
        return position == len(text) or (instruction.flag and text[position] == "\n")

    def _same(
        self, instruction: Instruction, counter: int, position: int, captures: _Captures
    ) -> tuple[int, int, _Captures]:
        start, end = captures[2 * instruction.first], captures[2 * instruction.first + 1]
        wanted = self._text[start:end] if end >= 0 else ""
        found = self._text[position : position + len(wanted)]
        self._run.spend(len(wanted) >> 2)
        if found == wanted or (instruction.flag and _same_letters(found, wanted)):
            return counter + 1, position + len(wanted), captures
        return -1, position, captures


def _same_letters(one: str, other: str) -> bool:
    return len(one) == len(other) and all(
        not variants(a).isdisjoint(variants(b)) for a, b in zip(one, other, strict=True)
    )
