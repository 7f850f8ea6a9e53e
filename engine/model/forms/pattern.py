"""Tests a text against a JavaScript regular expression in time linear in the text, whatever the expression.

``validate.pattern`` comes from whoever deploys a form and the text from whoever fills it in; a backtracking matcher
(Python's ``re``, the browser's RegExp) can be made to run for hours by such a pair. Here the expression becomes a
finite automaton whose deterministic states are built when first needed and kept (Thompson 1968).
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from typing import Final, TypeAlias

from engine.model.forms import pattern_syntax as syntax
from engine.model.forms.pattern_syntax import PatternRefused, Ranges

MAX_INPUT: Final = 2000
"""Characters of a text that is tested; a longer one has no match."""

_MAX_PROGRAM: Final = 1000
_MAX_REMEMBERED: Final = 20_000

_START, _WORD, _OTHER, _END = range(4)

_Instruction: TypeAlias = Ranges | str | list[int] | None
"""Ranges take a character; a string is a boundary; a list of addresses goes on at each of them; None is a match."""


class Pattern:
    """A compiled expression. It remembers states it has met; that is invisible and safe between threads, because
    a state once made is never changed but by adding transitions that every thread would add alike."""

    __slots__ = ("_first", "_program", "_remembered", "_transitions", "source")

    def __init__(self, source: str) -> None:
        """Compile `source`; raises PatternRefused."""
        self.source = source
        self._program: tuple[_Instruction, ...] = _compile(syntax.parse(unicodedata.normalize("NFC", source)))
        self._forget()

    def matches(self, text: str) -> bool:
        """Whether the expression occurs anywhere in `text` (unanchored, like ``RegExp.test``)."""
        if len(text) > MAX_INPUT:
            return False
        state = self._first
        for character in text:
            following = state.following.get(character)
            if following is None:
                following = self._advance(state, character)
            if following is _MATCHED:
                return True
            state = following
        return self._reaches_match(state, _END)[1]

    def _forget(self) -> None:
        self._first = _State(frozenset((0,)), _START)
        self._remembered: dict[tuple[frozenset[int], int], _State] = {}
        self._transitions = 0

    def _advance(self, state: _State, character: str) -> _State:
        code = ord(character)
        kind = _WORD if _contains(syntax.WORD, code) else _OTHER
        waiting, is_match = self._reaches_match(state, kind)
        following = _MATCHED
        if not is_match:
            addresses = frozenset(address + 1 for address, ranges in waiting if _contains(ranges, code)) | {0}
            if self._transitions > _MAX_REMEMBERED:
                self._forget()
            following = self._remembered.setdefault((addresses, kind), _State(addresses, kind))
        self._transitions += 1
        state.following[character] = following
        return following

    def _reaches_match(self, state: _State, ahead: int) -> tuple[list[tuple[int, Ranges]], bool]:
        """The instructions that wait for a character, and whether a match is reached without one."""
        waiting: list[tuple[int, Ranges]] = []
        seen: set[int] = set()
        pending = list(state.addresses)
        while pending:
            address = pending.pop()
            if address in seen:
                continue
            seen.add(address)
            instruction = self._program[address]
            if instruction is None:
                return waiting, True
            if isinstance(instruction, tuple):
                waiting.append((address, instruction))
            elif isinstance(instruction, list):
                pending.extend(instruction)
            elif _holds(instruction, state.behind, ahead):
                pending.append(address + 1)
        return waiting, False


class _State:
    __slots__ = ("addresses", "behind", "following")

    def __init__(self, addresses: frozenset[int], behind: int) -> None:
        self.addresses = addresses
        self.behind = behind
        self.following: dict[str, _State] = {}


_MATCHED: Final = _State(frozenset(), _OTHER)


def _holds(boundary: str, behind: int, ahead: int) -> bool:
    if boundary == "^":
        return behind == _START
    if boundary == "$":
        return ahead == _END
    return ((behind == _WORD) != (ahead == _WORD)) == (boundary == "b")


def _contains(ranges: Ranges, code: int) -> bool:
    index = bisect_right(ranges, (code, syntax.MAX_CODE)) - 1
    return index >= 0 and ranges[index][0] <= code <= ranges[index][1]


def _compile(tree: syntax.Node) -> tuple[_Instruction, ...]:
    program: list[_Instruction] = []
    _emit(tree, program)
    program.append(None)
    return tuple(program)


def _emit(node: syntax.Node, program: list[_Instruction]) -> None:
    if len(program) > _MAX_PROGRAM:
        raise PatternRefused("pattern.too_large", 1)
    if isinstance(node, syntax.Char):
        program.append(node.ranges)
    elif isinstance(node, syntax.Boundary):
        program.append(node.kind)
    elif isinstance(node, syntax.Sequence):
        for part in node.parts:
            _emit(part, program)
    elif isinstance(node, syntax.Choice):
        _emit_choice(node, program)
    else:
        _emit_repeat(node, program)


def _emit_choice(node: syntax.Choice, program: list[_Instruction]) -> None:
    fork: list[int] = []
    exits: list[list[int]] = []
    program.append(fork)
    for branch in node.branches:
        fork.append(len(program))
        _emit(branch, program)
        leave: list[int] = []
        exits.append(leave)
        program.append(leave)
    for leave in exits:
        leave.append(len(program))


def _emit_repeat(node: syntax.Repeat, program: list[_Instruction]) -> None:
    for _ in range(node.least):
        before = len(program)
        _emit(node.body, program)
        if len(program) == before:  # ((){1000}){1000}: nothing a thousand times is nothing
            break
    if node.most is None:
        fork = [len(program) + 1]
        program.append(fork)
        _emit(node.body, program)
        program.append([fork[0] - 1])
        fork.append(len(program))
        return
    forks = []
    for _ in range(node.most - node.least):
        fork = [len(program) + 1]
        forks.append(fork)
        program.append(fork)
        _emit(node.body, program)
    for fork in forks:
        fork.append(len(program))
