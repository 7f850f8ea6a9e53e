"""What FEEL costs: `python benchmarks/feel.py` prints microseconds per evaluation and per compilation.

Nothing is asserted, machines differ; the aim for a cached gateway condition is about 3 µs.
"""

from __future__ import annotations

import sys
import timeit
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.feel import Context, compile_expression, compile_unary_tests

CONTEXT = Context(now=datetime(2025, 3, 10, 1, tzinfo=UTC))
VARIABLES: dict[str, Any] = {
    "amount": 2_000,
    "status": "ok",
    "items": [{"price": price, "name": f"Mục {price}"} for price in range(20)],
    "?": "cao",
}
EXPRESSIONS = (
    'amount > 1000 and status = "ok"',
    'if amount between 1000 and 5000 then "vừa" else "khác"',
    'contains(status, "o")',
    "sum(items.price)",
    "items[price > 10].name",
    "for i in 1..100 return i * 2",
    'date("2025-01-01") + duration("P1M") < today()',
    'matches(status, "^[a-z]{1,5}$")',
)


def microseconds(action: Any) -> float:
    """The best of five means."""
    timer = timeit.Timer(action)
    count, _ = timer.autorange()
    return min(timer.repeat(repeat=5, number=count)) / count * 1e6


def main() -> None:
    print(f"{'evaluate':>10} {'compile':>10}   µs")
    for source in EXPRESSIONS:
        expression = compile_expression(source)
        evaluating = microseconds(lambda expression=expression: expression.evaluate(VARIABLES, CONTEXT))
        compiling = microseconds(lambda source=source: compile_expression(source))
        print(f"{evaluating:10.2f} {compiling:10.1f}   {source}")
    for source in ('"cao", "rất cao"', 'not("thấp")'):
        tests = compile_unary_tests(source)
        print(f"{microseconds(lambda tests=tests: tests.evaluate(VARIABLES, CONTEXT)):10.2f} {'':>10}   {source}")


if __name__ == "__main__":
    main()
