"""Compiles function definitions and invocations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel import feel_types, limits, tree
from engine.feel.compiler.base import Compiler, Scope, guarded, handles
from engine.feel.errors import FeelLimitExceeded
from engine.feel.faults import Fault
from engine.feel.feel_types import FeelType
from engine.feel.registry import Builtin, Form
from engine.feel.runtime import Code, Frame, Run
from engine.feel.values import Function, HostFunction, inward, kind_of


class Closure(Function):
    """A function written in FEEL, with what was bound around it when it was defined."""

    __slots__ = ("_body", "_frame", "_types", "_variables", "_weight", "parameters")

    def __init__(
        self,
        parameters: tuple[str, ...],
        parameter_types: tuple[FeelType | None, ...],
        body: Code,
        weight: int,
        frame: Frame | None,
        variables: Mapping[str, Any],
    ) -> None:
        super().__init__("function")
        self.parameters = parameters
        self._types = parameter_types
        self._body = body
        self._weight = weight
        self._frame = frame
        self._variables = variables

    @property
    def arity(self) -> int:
        return len(self.parameters)

    def invoke(self, run: Run, arguments: list[Any], names: tuple[str, ...] = ()) -> Any:
        values = self._bound(run, arguments, names)
        if run.depth >= limits.MAX_CALLS:
            raise FeelLimitExceeded("feel.limit.calls", limits.MAX_CALLS)
        run.spend(self._weight)
        variables, run.variables = run.variables, self._variables
        run.depth += 1
        try:
            return self._body(run, Frame(values, self._frame))
        finally:
            run.depth -= 1
            run.variables = variables

    def _bound(self, run: Run, arguments: list[Any], names: tuple[str, ...]) -> dict[str, Any]:
        if len(arguments) != len(self.parameters) or (names and set(names) != set(self.parameters)):
            raise Fault("feel.warning.arguments", name=self.name)
        values = dict(zip(names or self.parameters, arguments, strict=True))
        for name, wanted in zip(self.parameters, self._types, strict=True):
            if wanted is not None and values[name] is not None and not wanted(run, values[name]):
                raise Fault("feel.warning.argument_kind", name=name, found=kind_of(values[name]))
        return values


@handles(tree.FunctionLiteral)
def _function(compiler: Compiler, node: tree.FunctionLiteral, scope: Scope | None) -> Code:
    if node.is_external:
        return _external
    names = tuple(name for name, _ in node.parameters)
    wanted = tuple(None if kind is None else feel_types.resolve(kind, compiler.types) for _, kind in node.parameters)
    body, weight = compiler.weighed(node.body, Scope(names, scope))
    return lambda run, frame: Closure(names, wanted, body, weight, frame, run.variables)


def _external(run: Run, frame: Frame | None) -> Any:
    run.warn("feel.warning.external_function")
    return None


@handles(tree.Call)
def _call(compiler: Compiler, node: tree.Call, scope: Scope | None) -> Code:
    arguments = tuple(compiler.compile(argument, scope) for argument in node.arguments)
    names = node.names
    if len(set(names)) < len(names):
        return _same_argument_twice
    if isinstance(node.function, tree.Name) and not _is_bound(node.function.name, scope):
        name = node.function.name
        function = compiler.functions.get(name)
        if function is None or name in compiler.known:
            return _call_by_name(name, function, arguments, names)
        if isinstance(function, Form) and arguments and not names:
            return _call_form(function, arguments[0], arguments[1:])
        code = _call_known(function, arguments, names)
        is_pure = isinstance(function, Builtin) and function.is_pure
        return compiler.fold(code, *arguments) if is_pure else code
    callee = compiler.compile(node.function, scope)

    def code_of_value(run: Run, frame: Frame | None) -> Any:
        called = callee(run, frame)
        if not isinstance(called, Function):
            run.warn("feel.warning.not_a_function", found=kind_of(called))
            return None
        return guarded(run, called.invoke, run, [argument(run, frame) for argument in arguments], names)

    return code_of_value


def _is_bound(name: str, scope: Scope | None) -> bool:
    while scope is not None:
        if name in scope.names:
            return True
        scope = scope.outer
    return False


def _call_known(function: Function, arguments: tuple[Code, ...], names: tuple[str, ...]) -> Code:
    def code(run: Run, frame: Frame | None) -> Any:
        values = [argument(run, frame) for argument in arguments]
        try:
            return function.invoke(run, values, names)
        except Fault as fault:
            run.warn(fault.code, **fault.fields)
            return None

    return code


def _call_form(form: Form, first: Code, others: tuple[Code, ...]) -> Code:
    def code(run: Run, frame: Frame | None) -> Any:
        if len(others) + 1 != form.count:
            run.warn("feel.warning.arguments", name=form.name)
            return None
        kept = run.warnings
        run.warnings = []
        value = first(run, frame)
        reasons = {reason for reason, _ in run.warnings}
        run.warnings = kept
        return form.target(reasons, value, *(other(run, frame) for other in others))

    return code


def _call_by_name(name: str, builtin: Function | None, arguments: tuple[Code, ...], names: tuple[str, ...]) -> Code:
    """A function among the variables, of the host, or a built-in: the first there is."""

    def code(run: Run, frame: Frame | None) -> Any:
        function = inward(run.variables.get(name))
        if not isinstance(function, Function):
            host = run.context.functions.get(name)
            function = builtin if host is None else HostFunction(name, host)
        if function is None:
            run.warn("feel.warning.unknown_function", name=name)
            return None
        return guarded(run, function.invoke, run, [argument(run, frame) for argument in arguments], names)

    return code


def _same_argument_twice(run: Run, frame: Frame | None) -> Any:
    run.warn("feel.warning.arguments", name="…")
    return None
