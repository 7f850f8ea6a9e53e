"""The stored state of an execution: msgpack, format number first, live tokens only.

    [FORMAT, root key, [program keys], [spec names], [tokens in tree order], [agenda as token indexes]]
    token = [key - root key, index of its parent (-1 for the root), index of its spec name, state, memory or None]

For a process instance the third item is -1 - the index of its program; all below it belong to that program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import NotSupported
from engine.interpreter.port import Surroundings
from engine.interpreter.spiff.behaviors.base import expect
from engine.interpreter.spiff.behaviors.join import JoinSpec
from engine.interpreter.spiff.behaviors.process import ROOT
from engine.interpreter.spiff.machine import Machine
from engine.interpreter.spiff.program import SpiffProgram
from engine.interpreter.spiff.token import TaskState, Token
from engine.variables import Variables

if TYPE_CHECKING:
    from engine.interpreter.spiff.behaviors.base import NodeSpec

FORMAT = 1

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


class UnknownStateFormat(NotSupported):
    """The state was written by another version of the program, or is damaged."""

    code = "interpreter.unknown_state_format"


def dump(machine: Machine) -> bytes:
    """The state of `machine`; of an ended one, the empty list of tokens."""
    programs = {machine.program.key: 0}
    names: dict[str, int] = {}
    places: dict[int, int] = {}
    root_key = machine.task_tree.id
    rows = []
    for token in _in_tree_order(machine):
        spec = token.task_spec
        if spec.name == ROOT:
            kind = -1 - programs.setdefault(spec.process.program.key, len(programs))
        else:
            kind = names.setdefault(spec.name, len(names))
        places[token.id] = len(places)
        parent = places.get(token._parent, -1)
        rows.append((token.id - root_key, parent, kind, token.state, token.memory or None))
    agenda = [places[token.id] for token in machine.agenda if token.id in places]
    return _encode((FORMAT, root_key, list(programs), list(names), rows, agenda))


def load(state: bytes, variables: Variables, surroundings: Surroundings, move_limit: int) -> Machine:
    """The machine that `dump` wrote; raises UnknownStateFormat."""
    content = _open(state)
    _, root_key, program_keys, names, rows, agenda = content
    programs = [surroundings.program(key) for key in program_keys]
    first = expect(SpiffProgram, programs[0])
    machine = Machine(first, variables, surroundings, move_limit)
    tokens: list[Token] = []
    for offset, parent_index, kind, task_state, memory in rows:
        parent = tokens[parent_index] if parent_index >= 0 else None
        spec = _spec(kind, names, programs, parent)
        tokens.append(_restore(machine, spec, parent, task_state, root_key + offset, memory))
    if tokens:
        machine.task_tree = tokens[0]
    else:
        machine.task_tree = _restore(machine, first.spec.start, None, TaskState.COMPLETED, root_key, None)
        machine.tasks.clear()
        machine.completed = True
    machine.agenda.extend(tokens[index] for index in agenda)
    return machine


def _open(state: bytes) -> list[Any]:
    try:
        content = _decode(state)
    except msgspec.DecodeError as error:
        raise UnknownStateFormat(format="?", known=FORMAT) from error
    if not isinstance(content, list) or not content or content[0] != FORMAT:
        found = content[0] if isinstance(content, list) and content else "?"
        raise UnknownStateFormat(format=found, known=FORMAT)
    return content


def _in_tree_order(machine: Machine) -> list[Token]:
    """Every live token after its parent, children in the order they came."""
    if machine.task_tree.id not in machine.tasks:
        return []
    found = []
    todo = [machine.task_tree]
    while todo:
        token = todo.pop()
        found.append(token)
        if token.has_children:
            todo.extend(reversed(token.children))
    return found


def _spec(kind: int, names: list[str], programs: list[Any], parent: Token | None) -> NodeSpec:
    if kind < 0:
        root: NodeSpec = programs[-1 - kind].spec.start
        return root
    return expect(Token, parent).task_spec.process.task_specs[names[kind]]


def _restore(
    machine: Machine, spec: NodeSpec, parent: Token | None, state: int, key: int, memory: dict[str, Any] | None
) -> Token:
    token = Token(machine, spec, parent, state, key)
    if spec.name == ROOT:
        machine.own_instance(token)
    if memory is not None:
        token.internal_data = memory
    token.is_begun = state in (TaskState.STARTED, TaskState.ERROR) or "again" in token.memory
    machine.open_variables(token)
    if state == TaskState.WAITING and isinstance(spec, JoinSpec):
        spec.watch(token)
    return token
