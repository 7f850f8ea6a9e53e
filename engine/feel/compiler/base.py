"""The compiler's own state: scopes, constants, free names, and which handler compiles which node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from engine.feel import limits, tree
from engine.feel.comparison import PLAIN
from engine.feel.errors import FeelLimitExceeded
from engine.feel.faults import Fault
from engine.feel.feel_types import FeelType
from engine.feel.runtime import Code, Context, Run
from engine.feel.temporal import DateTime, Time
from engine.feel.values import Function, Range

_FOLDABLE = PLAIN | {Time, DateTime, Range}
_NO_CONTEXT = Context(now=datetime(1970, 1, 1, tzinfo=UTC))


class Scope:
    """The names that one frame binds, as known when compiling. `is_item` marks a filter: its item's members join."""

    __slots__ = ("is_item", "names", "outer")

    def __init__(self, names: Iterable[str], outer: Scope | None, *, is_item: bool = False) -> None:
        self.names = set(names)
        self.outer = outer
        self.is_item = is_item


class Compiler:
    """Compiles one source. `functions` are the built-ins, `types` named types, `known` names the caller declared."""

    def __init__(
        self, functions: Mapping[str, Function], types: Mapping[str, FeelType], known: Iterable[str] = ()
    ) -> None:
        self.functions = functions
        self.types = types
        self.known = frozenset(known)
        self.free_names: set[str] = set()
        self.nodes = 0
        self._folding = limits.MAX_FOLDING
        self._constants: dict[Code, Any] = {}

    def compile(self, node: tree.Node, scope: Scope | None) -> Code:
        """The closure that evaluates `node` where `scope` is around it."""
        self.nodes += 1
        return HANDLERS[type(node)](self, node, scope)

    def weighed(self, node: tree.Node, scope: Scope | None) -> tuple[Code, int]:
        """The closure and what evaluating it once costs, in steps."""
        before = self.nodes
        code = self.compile(node, scope)
        return code, self.nodes - before

    def constant(self, value: Any) -> Code:
        """The closure that always gives `value`."""

        def code(run: Run, frame: Any) -> Any:
            return value

        self._constants[code] = value
        return code

    def is_constant(self, code: Code) -> bool:
        return code in self._constants

    def value(self, code: Code) -> Any:
        """The value of a constant; None for what is not one."""
        return self._constants.get(code)

    def fold(self, code: Code, *operands: Code) -> Code:
        """`code`, or its value when all it depends on is constant and it gives a plain value without warning."""
        if self._folding <= 0 or not all(operand in self._constants for operand in operands):
            return code
        run = Run({}, _NO_CONTEXT)
        run.steps = self._folding
        try:
            value = code(run, None)
        except FeelLimitExceeded:
            return code
        finally:
            self._folding = run.steps
        return self.constant(value) if run.warnings is None and type(value) in _FOLDABLE else code


Handler = Callable[[Compiler, Any, Scope | None], Code]
HANDLERS: dict[type[tree.Node], Handler] = {}


def handles(kind: type[tree.Node]) -> Callable[[Handler], Handler]:
    """Declare the function that compiles nodes of `kind`."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def guarded(run: Run, operation: Callable[..., Any], *arguments: Any) -> Any:
    """Call, and turn a Fault into null with a warning."""
    try:
        return operation(*arguments)
    except Fault as fault:
        run.warn(fault.code, **fault.fields)
        return None
