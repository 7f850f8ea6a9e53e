"""FEEL, the only expression language of the engine (decision D7): parsed once, compiled to closures.

The public face; everything else in this folder is private to it. The language is that of DMN 1.5, chapter 10.

Values in: variables are JSON values (None, bool, int, Decimal or float, str, list, dict) and may hold FEEL temporal
values or Python's; nothing is mutated. Values out: None, bool, int and Decimal (34 digits), str, list, dict, the
temporal values of ``engine.feel.temporal``, ranges and functions; ``to_json`` turns them into JSON values.
What the language calls an error is null with a warning. The bounds of ``engine.feel.limits`` raise FeelLimitExceeded.

Where the standard leaves room or asks for less than offices need: numbers, dates and durations beyond the range raise
FeelLimitExceeded when calculated and are null when read from text; moments of which only one has a zone are unequal,
and null when ordered or subtracted; ``hh:mm`` is read as a time, since forms submit it; a function that an entry of a
context defines may call itself; ``/* */`` nests; a string may span lines. External functions (Java, PMML) are null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel import limits, parser, tree
from engine.feel.compiler import Compiler
from engine.feel.compiler.tests import INPUT
from engine.feel.errors import FeelLimitExceeded, FeelSyntaxError
from engine.feel.feel_types import FeelType
from engine.feel.json_values import to_json
from engine.feel.library import CAMUNDA, STANDARD
from engine.feel.names import KnownNames
from engine.feel.runtime import Code, Context, Run

__all__ = [
    "Context",
    "Expression",
    "FeelLimitExceeded",
    "FeelSyntaxError",
    "Result",
    "compile_expression",
    "compile_unary_tests",
    "to_json",
]

_STANDARD_NAMES = KnownNames(STANDARD)
_CAMUNDA_NAMES = KnownNames(CAMUNDA)


@dataclass(frozen=True, slots=True)
class Result:
    """`value` is a FEEL value; `warnings` say in Vietnamese why a part of it became null."""

    value: Any
    warnings: tuple[str, ...] = ()


class Expression:
    """A compiled expression; immutable and safe to share between threads.

    `names` are the variables that it may read: the names not bound within it, functions that it calls left out.
    A name in a filter (``list[price > 10]``) counts, as it may be a member of the item or a variable.
    """

    __slots__ = ("_code", "names", "source")

    source: str
    names: frozenset[str]

    def __init__(self, source: str, names: frozenset[str], code: Code) -> None:
        self.source = source
        self.names = names
        self._code = code

    def evaluate(self, variables: Mapping[str, Any], context: Context) -> Result:
        """The value with `variables`; raises FeelLimitExceeded when it asks for too much."""
        run = Run(variables, context)
        try:
            value = self._code(run, None)
        except RecursionError:
            raise FeelLimitExceeded("feel.limit.calls", limits.MAX_CALLS) from None
        except ArithmeticError:  # a variable that is a NaN of the decimal module, which no JSON brings in
            raise FeelLimitExceeded("feel.limit.number", limits.MAX_EXPONENT) from None
        return Result(value) if run.warnings is None else Result(value, run.warning_texts())

    def evaluate_in(self, run: Run) -> Any:
        """The value within a run of the caller's, who reads its warnings: many expressions under one budget.

        For ``engine.dmn``; raises FeelLimitExceeded, and RecursionError where `evaluate` would translate it.
        """
        return self._code(run, None)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"


def compile_expression(
    source: str,
    *,
    known_names: Iterable[str] = (),
    types: Mapping[str, FeelType] | None = None,
    camunda: bool = True,
) -> Expression:
    """Compile FEEL without the leading ``=``.

    `known_names` are variables whose names only a declaration can tell apart from operators (``Date-Time``, ``a and
    b``) or that hide built-ins; `types` are named types for ``instance of``; `camunda` adds Camunda's built-ins.
    Raises FeelSyntaxError, FeelLimitExceeded.
    """
    return _compiled(parser.parse_expression, source, tuple(known_names), types or {}, camunda)


def compile_unary_tests(
    source: str,
    *,
    known_names: Iterable[str] = (),
    types: Mapping[str, FeelType] | None = None,
    camunda: bool = False,
) -> Expression:
    """Compile the cell of a decision table (DMN 1.5, 10.3.1.2 rules 14 to 17); evaluate it with the input as ``?``.

    The value is true, false or null. Raises FeelSyntaxError, FeelLimitExceeded.
    """
    return _compiled(parser.parse_unary_tests, source, tuple(known_names), types or {}, camunda)


def _compiled(
    parse: Callable[[str, KnownNames], tree.Node],
    source: str,
    known: tuple[str, ...],
    types: Mapping[str, FeelType],
    camunda: bool,
) -> Expression:
    functions, names = (CAMUNDA, _CAMUNDA_NAMES) if camunda else (STANDARD, _STANDARD_NAMES)
    compiler = Compiler(functions, types, known)
    try:
        code = compiler.compile(parse(source, KnownNames(known, outer=names)), None)
    except RecursionError:
        raise FeelLimitExceeded("feel.limit.nesting", limits.MAX_NESTING) from None
    return Expression(source, frozenset(compiler.free_names - {INPUT}), code)
