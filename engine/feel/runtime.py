"""What one evaluation carries: its variables, its context, its warnings and the work it may still do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import messages
from engine.feel import limits
from engine.feel.errors import FeelLimitExceeded

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an evaluation may know beside its variables.

    `now` is an aware datetime; `zone` the IANA name of the zone in which ``now()`` and ``today()`` are told.
    `functions` are functions of the host (``add_working_days`` …), called by name with FEEL values; what they
    return is read as variables are, and ValueError or TypeError from them makes the call null with a warning.
    """

    now: datetime
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    zone: str = DEFAULT_ZONE


class Run:
    """The state of one evaluation; never shared between threads."""

    __slots__ = ("context", "depth", "steps", "variables", "warnings")

    def __init__(self, variables: Mapping[str, Any], context: Context) -> None:
        self.variables = variables
        self.context = context
        self.warnings: list[tuple[str, dict[str, Any]]] | None = None
        self.steps = limits.MAX_STEPS
        self.depth = 0

    def warn(self, code: str, **fields: Any) -> None:
        """Note why something became null; the first MAX_WARNINGS are kept, each once."""
        if self.warnings is None:
            self.warnings = []
        warning = (code, fields)
        if len(self.warnings) < limits.MAX_WARNINGS and warning not in self.warnings:
            self.warnings.append(warning)

    def warning_texts(self) -> tuple[str, ...]:
        """The warnings in Vietnamese."""
        return tuple(messages.text(code, "vi", **fields) for code, fields in self.warnings or ())

    def spend(self, steps: int) -> None:
        """Account for work; raises FeelLimitExceeded when there is no more to spend."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelLimitExceeded("feel.limit.steps", limits.MAX_STEPS)

    def text(self, length: int) -> None:
        """Account for a string of `length` characters before or after it is made; raises FeelLimitExceeded."""
        if length > limits.MAX_STRING:
            raise FeelLimitExceeded("feel.limit.string", limits.MAX_STRING)
        self.spend(length >> 4)

    def items(self, count: int) -> None:
        """Account for a list of `count` elements before it is made; raises FeelLimitExceeded."""
        if count > limits.MAX_LIST:
            raise FeelLimitExceeded("feel.limit.list", limits.MAX_LIST)
        self.spend(count)


class Frame:
    """Names bound within an expression: by ``for``, a function's parameters, a context, a filter's item."""

    __slots__ = ("up", "values")

    def __init__(self, values: dict[str, Any], up: Frame | None) -> None:
        self.values = values
        self.up = up


Code = Callable[[Run, Frame | None], Any]
"""A compiled expression: what to do in a run, with the names bound around it."""
