"""The bounds that keep a hostile expression from hanging or filling the server, in one place.

A step is roughly one node of the expression evaluated in a loop or a call, one list element handled by a built-in,
or sixteen characters written; straight-line code costs nothing, as the length of the source bounds it.
"""

from __future__ import annotations

MAX_SOURCE = 100_000
"""Characters of one expression."""

MAX_NESTING = 60
"""Brackets, functions, paths and the like within each other, in the source."""

MAX_STEPS = 1_000_000
"""Work of one evaluation; some tenths of a second at most."""

MAX_FOLDING = 50_000
"""Work that compiling one source may put into calculating constants beforehand."""

MAX_NAME_PARTS = 30
"""Words and symbols of a name that is told from operators by being known."""

MAX_LIST = 100_000
"""Elements of a list that an expression makes."""

MAX_STRING = 250_000
"""Characters of a string that an expression makes."""

MAX_CALLS = 60
"""Functions calling functions, at one time."""

MAX_DEPTH = 100
"""Lists and contexts within each other, in a value that is compared, printed or flattened."""

MAX_NODES = 200_000
"""Values within a result that is turned into JSON."""

MAX_WARNINGS = 20
"""Warnings kept of one evaluation."""

MAX_PATTERN = 1_000
"""Characters of a regular expression."""

MAX_PROGRAM = 2_000
"""Instructions of a compiled regular expression, its counted repetitions written out."""

MAX_EXPONENT = 6_144
"""Decimal exponent of a number (IEEE 754 decimal128)."""

MAX_YEAR = 999_999_999
"""Year of a date, either side of zero."""

MAX_MONTHS = 12 * MAX_YEAR + 11
"""Length of a years and months duration."""

MAX_NANOSECONDS = 800_000_000_000 * 86_400 * 10**9
"""Length of a days and time duration: wider than any two dates are apart."""
