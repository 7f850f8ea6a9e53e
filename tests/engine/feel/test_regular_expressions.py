"""The regular expressions of XPath in `matches`, `replace` and `split`, and that no pattern backtracks without end."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelLimitExceeded, regex
from engine.feel.runtime import Run
from tests.engine.feel.evaluation import CONTEXT, evaluate, nothing, value


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("abracadabra", "bra", "", True),
        ("abracadabra", "^bra", "", False),
        ("abracadabra", "^a.*a$", "", True),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "", False),
        ("a\nb", "^b$", "m", True),
        ("Đạt", "đẠT", "i", True),
        ("hello world", " hello[ ]world", "x", True),
        ("0912 345 678", r"^0\d{3}( \d{3}){2}$", "", True),
        ("Trà Bồng", r"^\p{L}+\s\p{Lu}\p{Ll}+$", "", True),
        ("Trà", r"^\p{IsBasicLatin}+$", "", False),
        ("ễ", r"\p{IsLatinExtendedAdditional}", "", True),
        ("x", "[A-Z-[OI]]", "i", True),
        ("o", "[A-Z-[OI]]", "i", False),
        ("-", "[a-]", "", True),
        ("b", "[^a]", "", True),
        ("abab", r"^(ab)\1$", "", True),
        ("abba", r"^(a)(b)\2\1$", "", True),
        ("aA", r"^(a)\1$", "i", True),
        ("ac", "^ab?c$", "", True),
        ("abbc", "^ab{2}c$", "", True),
        ("abbc", "^ab{3,}c$", "", False),
        ("abbc", "^a(b|bb)c$", "", True),
        ("", "^$", "", True),
        ("aaa", "^(?:a?){3}a*$", "", True),
        ("", "^(a*)*$", "", True),
    ],
)
def test_matches(text: str, pattern: str, flags: str, expected: bool) -> None:
    assert value("matches(t, p, f)", t=text, p=pattern, f=flags) is expected


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "expected"),
    [
        ("abracadabra", "bra", "*", "a*cada*"),
        ("abracadabra", "a.*?a", "*", "*c*bra"),
        ("AAAA", "A+?", "b", "bbbb"),
        ("abcd", "(ab)|(a)", "[1=$1][2=$2]", "[1=ab][2=]cd"),
        ("0912345678", r"(\d{4})(\d{3})(\d{3})", "$1 $2 $3", "0912 345 678"),
        ("a", "a", r"\$1\\", "$1\\"),
        ("ab", "(a)", "$12", "a2b"),
        ("ab", "b", "$0$0", "abb"),
    ],
)
def test_replace(text: str, pattern: str, replacement: str, expected: str) -> None:
    assert value("replace(t, p, r)", t=text, p=pattern, r=replacement) == expected


def test_split_keeps_empty_parts() -> None:
    assert value('split("a;b;c;;", ";")') == ["a", "b", "c", "", ""]
    assert value('split("", ";")') == [""]


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[a", "a{2,1}", "*a", "a**", r"\q", r"\p{Foo}", r"(a)\2", r"\1", "[b-a]", "(?=a)", "a{,3}", "\\"],
)
def test_a_pattern_that_is_none_gives_null(pattern: str) -> None:
    assert "Mẫu" in evaluate("matches(t, p)", {"t": "a", "p": pattern}).warnings[0]


@pytest.mark.parametrize(
    "source",
    [
        'matches("a", "a", "q")',
        'replace("a", "a*", "b")',
        'split("a", "b?")',
        'replace("a", "a", "$")',
        'replace("a", "a", "\\\\")',
        'matches("a", "((((ab){20}){20}){20}){20}")',
        'matches("a", pattern)',
    ],
)
def test_what_cannot_be_used_gives_null(source: str) -> None:
    nothing(source, pattern="(" * 400 + ")" * 400)


HOSTILE = [
    "(a+)+$",
    "(a|a)*$",
    "(a|aa)+$",
    "(a*)*b",
    "(.*)*x",
    "(x+x+)+y",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "a?" * 30 + "a" * 30,
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_patterns_that_hang_other_engines_are_answered(pattern: str) -> None:
    # given a text on which backtracking would take longer than anyone lives
    text = "a" * 40 + "!"

    # when it is matched, then there is an answer without reaching the bound
    assert type(value("matches(t, p)", t=text, p=pattern)) is bool


@pytest.mark.parametrize("pattern", [r"(a*)(a*)(a*)(a*)(a*)\1\2\3\4\5b", "(a*)*(a*)*(a*)*b", ".*.*.*.*.*.*=.*"])
def test_what_still_takes_too_long_is_stopped(pattern: str) -> None:
    with pytest.raises(FeelLimitExceeded, match="1000000"):
        evaluate("matches(t, p)", {"t": "a" * 20_000, "p": pattern})


# Where a repeated part can match nothingness, engines differ in where they stop; such patterns are left out.
CONSUMING = st.recursive(
    st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda options: f"({'|'.join(options)})"),
        st.tuples(inner, st.sampled_from(["+", "+?", "{1,2}", "{2}"])).map(lambda pair: f"({pair[0]}){pair[1]}"),
    ),
    max_leaves=6,
)
OPTIONAL = st.tuples(CONSUMING, st.sampled_from(["*", "*?", "?", "??", "{0,2}"])).map(
    lambda pair: f"({pair[0]}){pair[1]}"
)
PATTERNS = st.lists(st.one_of(CONSUMING, OPTIONAL, st.sampled_from(["^", "$"])), min_size=1, max_size=4).map("".join)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, st.text("abc", max_size=8))
def test_where_the_dialects_agree_the_first_match_is_that_of_pythons_engine(pattern: str, text: str) -> None:
    expected = re.search(pattern, text)

    run = Run({}, CONTEXT)
    found = regex.compiled(run, pattern, "").search(run, text, 0)

    assert (found and (found.start, found.end)) == (expected and expected.span())
    if found and expected:
        groups = range(1, len(expected.groups()) + 1)
        assert [found.group(text, number) for number in groups] == [expected.group(number) or "" for number in groups]
