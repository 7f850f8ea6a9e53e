"""``validate.pattern``: JavaScript's regular expressions, in linear time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.forms.pattern import MAX_INPUT, Pattern
from engine.model.forms.pattern_syntax import PatternRefused
from tests.engine.model.forms.filled import accepted, errors, make, refused


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("b", ["abc", "b"], ["ac", ""]),
        ("^b", ["bc"], ["ab"]),
        ("b$", ["ab"], ["ba", "b\n"]),
        ("^$", [""], ["x"]),
        ("", ["", "x"], []),
        ("^a.c$", ["abc", "a\U0001f600c"], ["a\nc", "ac", "a\u2028c"]),
        (r"^\d+$", ["012"], ["", "٣", "1a"]),
        (r"^\D$", ["a", "٣"], ["1"]),
        (r"^\w+$", ["aZ_9"], ["đ", "a b"]),
        (r"^\W$", ["đ", "-"], ["a"]),
        (r"^\s$", [" ", "\u00a0", "\ufeff", "\u3000"], ["\x1c", "x"]),
        (r"^\S$", ["x"], [" "]),
        (r"\bkh\b", ["12/kh-ub", "kh"], ["khx", "xkh"]),
        (r"^a\Bb$", ["ab"], ["a b"]),
        ("^[A-ZĐ]{2}$", ["ĐA"], ["đa", "ABC"]),
        ("^[^a-c]$", ["d", "\n"], ["b", ""]),
        ("^[]$", [], ["", "x"]),
        ("^[^]$", ["\n", "x"], [""]),
        (r"^[\w-]+$", ["a-b"], ["a b"]),
        (r"^[a\-z]+$", ["a-z"], ["b"]),
        (r"^[\]\\]+$", ["]\\"], ["x"]),
        (r"^[\d-x]+$", ["1-x"], ["w"]),
        ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        ("^a{2,}$", ["aaaa"], ["a"]),
        ("^a{0}b$", ["b"], ["ab"]),
        ("^a{x}$", ["a{x}"], ["a"]),
        ("^a{,2}$", ["a{,2}"], ["aa"]),
        ("^}]$", ["}]"], ["]"]),
        ("^(ab|c)*?d$", ["abcd", "d"], ["abc"]),
        ("^(?:a|)b$", ["ab", "b"], ["aab"]),
        ("^(?<năm>[0-9]{4})$", ["2025"], ["205"]),
        (r"^\t\n\x41\u0110\cA\0$", ["\t\nAĐ\x01\x00"], ["A"]),
        (r"^\u{2}$", ["uu"], ["\x02"]),
        (r"^\/\.\-\_\e$", ["/.-_e"], ["x"]),
        (r"^[0-9]{1,3}/KH-UBND$", ["45/KH-UBND"], ["/KH-UBND", "45/QĐ-UBND"]),
        ("^(a*)*$", ["", "aaa"], ["b"]),
    ],
)
def test_a_pattern_is_read_as_javascript_reads_it(pattern: str, matching: list[str], other: list[str]) -> None:
    compiled = Pattern(pattern)
    assert [text for text in matching if not compiled.matches(text)] == []
    assert [text for text in other if compiled.matches(text)] == []


@pytest.mark.parametrize(
    ("pattern", "code", "position"),
    [
        ("a(b", "pattern.unmatched_bracket", 4),
        ("a)b", "pattern.unmatched_bracket", 2),
        ("[ab", "pattern.unmatched_bracket", 4),
        ("*a", "pattern.nothing_to_repeat", 2),
        ("a**", "pattern.nothing_to_repeat", 4),
        ("a{2}{3}", "pattern.nothing_to_repeat", 8),
        ("a{3,2}", "pattern.bad_quantifier", 2),
        ("a{5000}", "pattern.too_large", 2),
        ("a{99999999999999999999}", "pattern.too_large", 2),
        ("(?=a)b", "pattern.look_around", 2),
        ("(?<!a)b", "pattern.look_around", 2),
        (r"(a)\1", "pattern.back_reference", 5),
        (r"(?<n>a)\k<n>", "pattern.back_reference", 9),
        (r"\p{L}", "pattern.unicode_property", 2),
        ("(?i:a)", "pattern.unknown_group", 2),
        ("a\\", "pattern.ends_in_backslash", 3),
        ("[z-a]", "pattern.bad_range", 5),
    ],
)
def test_what_cannot_be_matched_safely_or_rightly_is_refused_with_its_position(
    pattern: str, code: str, position: int
) -> None:
    with pytest.raises(PatternRefused) as caught:
        Pattern(pattern)
    assert (caught.value.code, caught.value.position) == (code, position)
    findings = refused({"type": "textfield", "key": "a", "validate": {"pattern": pattern}})
    assert [(f.code, f.path) for f in findings] == [(code, "components[0].validate.pattern")]


@pytest.mark.parametrize("pattern", ["(" * 60 + ")" * 60, "((((a{100}){100}){100}){100})", "(a|b|c){1000}"])
def test_a_pattern_that_would_grow_too_large_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused) as caught:
        Pattern(pattern)
    assert caught.value.code == "pattern.too_large"


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "^(a|a)*$", "(a|aa)+$", "a*a*a*a*a*a*b", "(.*)*x", r"^(\w+\s?)*$", "((){1000}){1000}b"]
)
def test_no_pattern_makes_matching_explode(pattern: str) -> None:
    # given a text on which a backtracking matcher takes longer than the age of the universe
    text = "a" * (MAX_INPUT - 1) + "!"

    # then the work is one deterministic step a character: few states, each made once
    compiled = Pattern(pattern)
    assert not compiled.matches(text)
    assert len(compiled._remembered) < 10


def test_what_is_remembered_stays_bounded() -> None:
    # given a pattern whose states are many: which of the last ten characters were an "a"
    compiled = Pattern("^(?:.*a.{9})?$")

    # when it meets very many different texts
    for number in range(3000):
        compiled.matches(format(number, "016b").replace("1", "a"))

    # then it forgets in time, and is still right
    assert compiled._transitions <= 20_001
    assert compiled.matches("xx" + "a" + "b" * 9)
    assert not compiled.matches("xx" + "b" + "b" * 9)


@given(
    st.recursive(
        st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", "^", "$", r"\b", ""]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map("".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(?:" + "|".join(parts) + ")"),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
        ),
        max_leaves=8,
    ),
    st.text("ab1 ", max_size=8),
)
def test_it_agrees_with_another_matcher(pattern: str, text: str) -> None:
    assert Pattern(pattern).matches(text) == bool(re.search(pattern.replace("$", r"\Z"), text))


def test_a_field_says_which_pattern_was_missed() -> None:
    form = make({"type": "textfield", "key": "so", "label": "Số hiệu", "validate": {"pattern": "^[0-9]+/KH$"}})
    assert accepted(form, {"so": "12/KH"}) == {"so": "12/KH"}
    assert errors(form, {"so": "12"}) == [("so", "form.pattern")]


def test_a_pattern_is_not_tried_on_nothing() -> None:
    form = make({"type": "textfield", "key": "so", "validate": {"pattern": "^x$"}})
    assert accepted(form, {}) == {"so": ""}


def test_a_decomposed_pattern_matches_composed_text() -> None:
    form = make({"type": "textfield", "key": "so", "validate": {"pattern": "^Xa\u0303$"}})
    assert accepted(form, {"so": "Xã"}) == {"so": "Xã"}


def test_a_text_too_long_for_a_pattern_is_too_long() -> None:
    form = make({"type": "textfield", "key": "so", "validate": {"pattern": "a"}})
    assert errors(form, {"so": "a" * (MAX_INPUT + 1)}) == [("so", "form.too_long")]
