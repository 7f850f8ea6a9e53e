"""Input and output mappings (``zeebe:ioMapping``), dotted targets included."""

from __future__ import annotations

from typing import Any

from engine.interpreter.spiff.evaluation import evaluate
from engine.interpreter.spiff.token import Token
from engine.model.process import VariableMapping


def apply_inputs(token: Token, mappings: tuple[VariableMapping, ...]) -> None:
    """Make locals of `token`, in order; each mapping sees the targets of those before it."""
    variables = token.workflow.variables
    own = variables.local(token.id)
    written: set[str] = set()
    for mapping in mappings:
        value = _source(token, mapping, None)
        name, _, path = mapping.target.partition(".")
        if path:
            value = _with_leaf(own.get(name) if name in written else None, path, value)
        variables.set_local(token.id, name, value)
        own = variables.local(token.id)
        written.add(name)


def apply_outputs(token: Token, mappings: tuple[VariableMapping, ...]) -> None:
    """Propagate the targets from the enclosing scope; a dotted target changes one leaf of what is there.

    A mapping sees the targets of those before it, even where a local of the same name hides them.
    """
    variables = token.workflow.variables
    outer = token.scope.variable_scope
    targets: dict[str, Any] = {}
    for mapping in mappings:
        value = _source(token, mapping, targets)
        name, _, path = mapping.target.partition(".")
        if path:
            before = targets[name] if name in targets else variables.view(outer).get(name)
            value = _with_leaf(before, path, value)
        targets[name] = value
    for name, value in targets.items():
        variables.propagate(outer, name, value)


def _source(token: Token, mapping: VariableMapping, targets: dict[str, Any] | None) -> Any:
    if mapping.source is None:
        return None
    if mapping.source.expression is None:
        return mapping.source.text
    return evaluate(token, mapping.source.expression, extra=targets, error_type="IO_MAPPING_ERROR")


def _with_leaf(before: Any, path: str, value: Any) -> dict[str, Any]:
    """A copy of the object `before` (an empty one if it is none) with `value` at the dotted `path`."""
    copy = dict(before) if isinstance(before, dict) else {}
    name, _, rest = path.partition(".")
    copy[name] = _with_leaf(copy.get(name), rest, value) if rest else value
    return copy
