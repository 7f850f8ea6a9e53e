"""What is refused when compiling, where, and in which words."""

from __future__ import annotations

import pytest

from engine.errors import InvalidInput
from engine.feel import FeelLimitExceeded, FeelSyntaxError, compile_expression, compile_unary_tests


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("", 1, 1),
        ("1 +", 1, 4),
        ("1 + * 2", 1, 5),
        ("a\n  and\n  = 3", 3, 3),
        ("(1", 1, 3),
        ("[1, 2", 1, 6),
        ("[1..2", 1, 6),
        ("{a 1}", 1, 5),
        ("{: 1}", 1, 2),
        ("if a then b", 1, 12),
        ("for x on xs return x", 1, 21),
        ("some x in xs", 1, 13),
        ("a == b", 1, 4),
        ("a && b", 1, 3),
        ('"mở', 1, 1),
        ("1 /* mở", 1, 3),
        (r'"\ud83d"', 1, 1),
        ("1 2", 1, 3),
        ("f(a: 1, 2)", 1, 10),
        ("x instance number", 1, 12),
        ("a.", 1, 3),
        ("@now", 1, 2),
        ("a]", 1, 2),
        ("`a`", 1, 1),
        ("chữ # thích", 1, 5),
    ],
)
def test_an_error_names_line_and_column(source: str, line: int, column: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(source)

    assert (caught.value.line, caught.value.column) == (line, column)
    assert f"dòng {line}, cột {column}" in caught.value.message("vi")
    assert f"line {line}, column {column}" in caught.value.message("en")


def test_an_error_says_what_was_found_and_what_was_expected() -> None:
    with pytest.raises(InvalidInput) as caught:
        compile_expression("if a > 1 return 2")

    assert caught.value.error_code == "feel.syntax_error"
    assert "cần “then”" in caught.value.message("vi")


def test_an_error_in_english_is_all_english() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression("1 +")

    assert caught.value.message("en") == (
        "FEEL syntax error at line 1, column 4: the expression ends where an expression was expected. "
        "Complete the expression."
    )


@pytest.mark.parametrize("source", ["", "1,", "not(1", "- 1 2", "> ", "[1..", "< 1 2"])
def test_a_cell_that_is_no_unary_test_is_refused(source: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(source)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5_000 + "1" + ")" * 5_000,
        "[" * 5_000,
        "{a:" * 5_000,
        "-" * 5_000 + "1",
        "f(" * 5_000,
        "a" + ".b" * 5_000,
        "a" + "[1]" * 5_000,
        "a" + "(1)" * 5_000,
        "not(" * 5_000,
        "if " * 5_000,
        "for x in " * 5_000,
        "some x in xs satisfies " * 2_000,
        "function(a) " * 5_000,
        "1 ** (" * 5_000,
        "x instance of " + "list<" * 5_000,
        "[1..1[" * 5_000,
        "x in (" * 5_000,
        "1" * 200_000,
        "a between b and " * 3_000,
    ],
)
def test_deep_or_long_sources_are_refused_with_a_clear_message(source: str) -> None:
    with pytest.raises((FeelLimitExceeded, FeelSyntaxError)) as caught:
        compile_expression(source)

    assert caught.value.message("vi")
    assert caught.value.message("en")
