"""Functions over points and ranges (DMN 1.5, table 81, after Allen's interval algebra), and ``range``."""

from __future__ import annotations

from typing import Any

from engine.feel import tree
from engine.feel.comparison import order, within
from engine.feel.compiler import Compiler
from engine.feel.errors import FeelLimitExceeded, FeelSyntaxError
from engine.feel.faults import Fault
from engine.feel.library import conversion
from engine.feel.names import KnownNames
from engine.feel.parser import parse_expression
from engine.feel.registry import Registry
from engine.feel.runtime import Run
from engine.feel.values import Range, kind_of

FUNCTIONS = Registry()
builtin = FUNCTIONS.builtin
_NAMES = KnownNames(conversion.FUNCTIONS)
_BOTH = "range1: range, range2: range"


def _compare(left: Any, right: Any) -> int:
    """The order of two ends that both exist; raises Fault when they have none."""
    result = order(left, right)
    if result is None:
        raise Fault("feel.warning.comparison", operator="..", left=kind_of(left), right=kind_of(right))
    return result


def _starts_after(first: Range, second: Range) -> int:
    """The order of where two ranges begin: no beginning is first of all, an open one after a closed one."""
    if first.low is None or second.low is None:
        return int(second.low is None) - int(first.low is None) if first.low is not second.low else 0
    return _compare(first.low, second.low) or int(second.low_included) - int(first.low_included)


def _ends_after(first: Range, second: Range) -> int:
    """The order of where two ranges end: no end is last of all, an open one before a closed one."""
    if first.high is None or second.high is None:
        return int(first.high is None) - int(second.high is None) if first.high is not second.high else 0
    return _compare(first.high, second.high) or int(first.high_included) - int(second.high_included)


def _is_before(first: Range, second: Range) -> bool:
    """Whether `first` ends before `second` begins, no point being in both."""
    if first.high is None or second.low is None:
        return False
    result = _compare(first.high, second.low)
    return result < 0 or (result == 0 and not (first.high_included and second.low_included))


def _contains(run: Run, interval: Range, point: Any) -> bool:
    result = within(run, point, interval)
    if result is None:
        raise Fault("feel.warning.comparison", operator="in", left=kind_of(point), right="range")
    return result


def _point(value: Any) -> Range:
    return Range(value, value, True, True)


@builtin("before", "point1: point, point2: point")
def _before_points(run: Run, first: Any, second: Any) -> bool:
    return _compare(first, second) < 0


@builtin("before", "point: point, range: range")
def _before_range(run: Run, point: Any, interval: Range) -> bool:
    return _is_before(_point(point), interval)


@builtin("before", "range: range, point: point")
def _range_before(run: Run, interval: Range, point: Any) -> bool:
    return _is_before(interval, _point(point))


@builtin("before", _BOTH)
def _before(run: Run, first: Range, second: Range) -> bool:
    return _is_before(first, second)


@builtin("after", "point1: point, point2: point")
def _after_points(run: Run, first: Any, second: Any) -> bool:
    return _compare(first, second) > 0


@builtin("after", "point: point, range: range")
def _after_range(run: Run, point: Any, interval: Range) -> bool:
    return _is_before(interval, _point(point))


@builtin("after", "range: range, point: point")
def _range_after(run: Run, interval: Range, point: Any) -> bool:
    return _is_before(_point(point), interval)


@builtin("after", _BOTH)
def _after(run: Run, first: Range, second: Range) -> bool:
    return _is_before(second, first)


@builtin("meets", _BOTH)
def _meets(run: Run, first: Range, second: Range) -> bool:
    if first.high is None or second.low is None:
        return False
    return first.high_included and second.low_included and _compare(first.high, second.low) == 0


@builtin("met by", _BOTH)
def _met_by(run: Run, first: Range, second: Range) -> bool:
    return _meets(run, second, first)  # type: ignore[no-any-return]


@builtin("overlaps", _BOTH)
def _overlaps(run: Run, first: Range, second: Range) -> bool:
    return not _is_before(first, second) and not _is_before(second, first)


@builtin("overlaps before", _BOTH)
def _overlaps_before(run: Run, first: Range, second: Range) -> bool:
    return _overlaps(run, first, second) and _starts_after(first, second) < 0 and _ends_after(first, second) <= 0


@builtin("overlaps after", _BOTH)
def _overlaps_after(run: Run, first: Range, second: Range) -> bool:
    return _overlaps_before(run, second, first)  # type: ignore[no-any-return]


@builtin("finishes", "point: point, range: range")
def _point_finishes(run: Run, point: Any, interval: Range) -> bool:
    return interval.high is not None and interval.high_included and _compare(interval.high, point) == 0


@builtin("finishes", _BOTH)
def _finishes(run: Run, first: Range, second: Range) -> bool:
    return _ends_after(first, second) == 0 and _starts_after(first, second) >= 0


@builtin("finished by", "range: range, point: point")
def _finished_by_point(run: Run, interval: Range, point: Any) -> bool:
    return _point_finishes(run, point, interval)  # type: ignore[no-any-return]


@builtin("finished by", _BOTH)
def _finished_by(run: Run, first: Range, second: Range) -> bool:
    return _finishes(run, second, first)  # type: ignore[no-any-return]


@builtin("includes", "range: range, point: point")
def _includes_point(run: Run, interval: Range, point: Any) -> bool:
    return _contains(run, interval, point)


@builtin("includes", _BOTH)
def _includes(run: Run, first: Range, second: Range) -> bool:
    return _starts_after(first, second) <= 0 and _ends_after(first, second) >= 0


@builtin("during", "point: point, range: range")
def _point_during(run: Run, point: Any, interval: Range) -> bool:
    return _contains(run, interval, point)


@builtin("during", _BOTH)
def _during(run: Run, first: Range, second: Range) -> bool:
    return _includes(run, second, first)  # type: ignore[no-any-return]


@builtin("starts", "point: point, range: range")
def _point_starts(run: Run, point: Any, interval: Range) -> bool:
    return interval.low is not None and interval.low_included and _compare(interval.low, point) == 0


@builtin("starts", _BOTH)
def _starts(run: Run, first: Range, second: Range) -> bool:
    return _starts_after(first, second) == 0 and _ends_after(first, second) <= 0


@builtin("started by", "range: range, point: point")
def _started_by_point(run: Run, interval: Range, point: Any) -> bool:
    return _point_starts(run, point, interval)  # type: ignore[no-any-return]


@builtin("started by", _BOTH)
def _started_by(run: Run, first: Range, second: Range) -> bool:
    return _starts(run, second, first)  # type: ignore[no-any-return]


@builtin("coincides", "point1: point, point2: point")
def _points_coincide(run: Run, first: Any, second: Any) -> bool:
    return _compare(first, second) == 0


@builtin("coincides", _BOTH)
def _coincide(run: Run, first: Range, second: Range) -> bool:
    return _starts_after(first, second) == 0 and _ends_after(first, second) == 0


@builtin("range", "from: string", cost=500)
def _range(run: Run, text: str) -> Range:
    run.spend(30 * len(text))
    try:
        node = parse_expression(text, _NAMES)
    except (FeelSyntaxError, FeelLimitExceeded):
        raise Fault("feel.warning.range_text", text=text[:40]) from None
    ends: tuple[tree.Node, ...] = ()
    if isinstance(node, tree.RangeLiteral):
        ends = node.low, node.high
    elif isinstance(node, tree.Comparator):
        ends = (node.operand,)
    if not ends or not all(_is_constant(end) for end in ends):
        raise Fault("feel.warning.range_text", text=text[:40])
    value = Compiler(conversion.FUNCTIONS, {}).compile(node, None)(run, None)
    if type(value) is not Range or (None not in (value.low, value.high) and order(value.low, value.high) == 1):
        raise Fault("feel.warning.range_text", text=text[:40])
    return value


def _is_constant(node: tree.Node) -> bool:
    """The ends of a range in a text are literals or conversions of them (DMN 1.5, table 73)."""
    if isinstance(node, tree.Call):
        return isinstance(node.function, tree.Name) and all(_is_constant(argument) for argument in node.arguments)
    if isinstance(node, tree.Negation):
        return _is_constant(node.operand)
    return isinstance(node, tree.Literal | tree.AtLiteral)
