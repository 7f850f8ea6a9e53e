"""Writes the tree of a regular expression as instructions for the machine."""

from __future__ import annotations

from typing import NamedTuple

from engine.feel import limits
from engine.feel.faults import Fault
from engine.feel.regex.characters import Test
from engine.feel.regex.syntax import Anchor, Choice, Group, Node, One, Reference, Repeat, Sequence

ONE, RUN, SPLIT, JUMP, SAVE, START, END, SAME, MATCH = range(9)


class Instruction(NamedTuple):
    """`code` says what to do.

    ONE takes a character; RUN takes `low` to `high` of them; SPLIT goes on at `first`, later at `second`;
    JUMP goes to `first`; SAVE notes the position in slot `first`; START and END are anchors (`flag`: at lines);
    SAME takes what group `first` captured (`flag`: in any case); MATCH has found it.
    """

    code: int
    test: Test | None = None
    first: int = 0
    second: int = 0
    low: int = 0
    high: int | None = None
    flag: bool = False


def assemble(node: Node) -> tuple[Instruction, ...]:
    """The program of a tree; raises Fault when its counted repetitions make it too long."""
    writer = _Writer()
    writer.write(node)
    writer.put(Instruction(MATCH))
    return tuple(writer.instructions)


class _Writer:
    def __init__(self) -> None:
        self.instructions: list[Instruction] = []

    def put(self, instruction: Instruction) -> int:
        if len(self.instructions) >= limits.MAX_PROGRAM:
            raise Fault("feel.warning.pattern_size")
        self.instructions.append(instruction)
        return len(self.instructions) - 1

    def write(self, node: Node) -> None:
        if isinstance(node, One):
            self.put(Instruction(ONE, node.test))
        elif isinstance(node, Sequence):
            for item in node.items:
                self.write(item)
        elif isinstance(node, Choice):
            self._choice(node)
        elif isinstance(node, Group):
            self.put(Instruction(SAVE, first=2 * node.number))
            self.write(node.body)
            self.put(Instruction(SAVE, first=2 * node.number + 1))
        elif isinstance(node, Repeat):
            self._repeat(node)
        elif isinstance(node, Anchor):
            self.put(Instruction(END if node.is_end else START, flag=node.is_line))
        elif isinstance(node, Reference):
            self.put(Instruction(SAME, first=node.number, flag=node.ignore_case))

    def _choice(self, node: Choice) -> None:
        exits = []
        for option in node.options[:-1]:
            split = self.put(Instruction(SPLIT))
            self.write(option)
            exits.append(self.put(Instruction(JUMP)))
            here = len(self.instructions)
            self.instructions[split] = Instruction(SPLIT, first=split + 1, second=here)
        self.write(node.options[-1])
        for exit_ in exits:
            self.instructions[exit_] = Instruction(JUMP, first=len(self.instructions))

    def _repeat(self, node: Repeat) -> None:
        if isinstance(node.body, One):
            self.put(Instruction(RUN, node.body.test, low=node.low, high=node.high, flag=node.is_greedy))
            return
        for _ in range(node.low):
            before = len(self.instructions)
            self.write(node.body)
            if len(self.instructions) == before:
                return
        if node.high is None:
            split = self.put(Instruction(SPLIT))
            self.write(node.body)
            self.put(Instruction(JUMP, first=split))
            self._close(split, node.is_greedy)
            return
        splits = []
        for _ in range(node.high - node.low):
            splits.append(self.put(Instruction(SPLIT)))
            self.write(node.body)
        for split in splits:
            self._close(split, node.is_greedy)

    def _close(self, split: int, is_greedy: bool) -> None:
        inside, outside = split + 1, len(self.instructions)
        first, second = (inside, outside) if is_greedy else (outside, inside)
        self.instructions[split] = Instruction(SPLIT, first=first, second=second)
