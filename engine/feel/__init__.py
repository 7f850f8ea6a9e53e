"""FEEL, the only expression language of the engine (decision D7): parsed once, compiled to closures.

The public face; everything else in this folder is private to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an evaluation may know beside its variables: the time, the zone, functions of the host
    (``add_working_days`` …) and the bounds on work and size."""

    now: datetime
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """`value` is a FEEL value; `warnings` say why a part of it became null."""

    value: Any
    warnings: tuple[str, ...] = ()


class Expression:
    """A compiled expression; immutable and safe to share between threads."""

    source: str
    names: frozenset[str]

    def evaluate(self, variables: Mapping[str, Any], context: Context) -> Result:
        raise NotImplementedError


def compile_expression(source: str) -> Expression:
    """Compile FEEL without the leading ``=``; raises FeelSyntaxError."""
    raise NotImplementedError
