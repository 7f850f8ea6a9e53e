"""Vietnamese words are found and ordered as people expect."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.vietnamese import fold, normalized, person_sort_key, search_rank, sort_key

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VOWELS = "aăâeêioôơuưy"


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@st.composite
def syllables(draw: st.DrawFn) -> tuple[list[int], int]:
    """A syllable as places in the alphabet, one vowel at least, and its tone."""
    begin = draw(st.text("bcdđghklmnpqrstvx", max_size=2))
    vowels = draw(st.text(VOWELS, min_size=1, max_size=2))
    end = draw(st.text("cmnpt", max_size=1))
    return [ALPHABET.index(letter) for letter in begin + vowels + end], draw(st.integers(0, 5))


def _written(syllable: tuple[list[int], int], place: int = 0) -> str:
    """The syllable with its tone on the vowel number `place`."""
    letters = [ALPHABET[index] for index in syllable[0]]
    vowels = [index for index, letter in enumerate(letters) if letter in VOWELS]
    letters[vowels[place % len(vowels)]] += TONES[syllable[1]]
    return _compose("".join(letters))


PHRASES = st.lists(syllables(), min_size=1, max_size=4)


@given(PHRASES, PHRASES)
def test_phrases_are_ordered_word_by_word_letters_before_tones(
    one: list[tuple[list[int], int]], other: list[tuple[list[int], int]]
) -> None:
    keys = [sort_key(" ".join(_written(syllable) for syllable in phrase)) for phrase in (one, other)]

    assert (keys[0] < keys[1]) == (one < other)
    assert (keys[0] == keys[1]) == (one == other)


@given(syllables(), st.integers(0, 1))
def test_where_the_tone_mark_stands_makes_no_other_word(syllable: tuple[list[int], int], place: int) -> None:
    one, other = _written(syllable), _written(syllable, place)

    assert sort_key(one) == sort_key(other)
    assert search_rank(one, other) == 0


@given(PHRASES)
def test_unicode_form_capitals_and_spaces_make_no_other_word(phrase: list[tuple[list[int], int]]) -> None:
    text = " ".join(_written(syllable) for syllable in phrase)
    pasted = "  " + unicodedata.normalize("NFD", text).upper().replace(" ", "   ")

    assert sort_key(pasted) == sort_key(text)
    assert fold(pasted) == fold(text)
    assert normalized(pasted) == text.upper()


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once_and_never_fails(text: str) -> None:
    folded = fold(text)

    assert fold(folded) == folded
    assert isinstance(sort_key(text), bytes)
    assert isinstance(person_sort_key(text), bytes)


@given(PHRASES)
def test_whatever_is_typed_without_accents_is_found(phrase: list[tuple[list[int], int]]) -> None:
    text = " ".join(_written(syllable) for syllable in phrase)

    assert fold(text).isascii()
    assert search_rank(fold(text), text) in {0, 1, 2}


@pytest.mark.parametrize(
    ("query", "text", "rank"),
    [
        ("xã Trà Bồng", "Xã Trà Bồng", 0),
        ("Trà Bồng", "Ủy ban nhân dân xã Trà Bồng", 1),
        ("tra bong", "Ủy ban nhân dân xã Trà Bồng", 2),
        ("UỶ BAN", "Ủy ban nhân dân", 1),
        ("thuỷ", "Trà Thủy", 1),
        ("dvk", "Dân vận khéo", 3),
        ("KH 39", "Kế hoạch 39/KH-UBND", 1),
        ("trà bông", "Trà Bồng", 2),
        ("dinh", "Hồ Đình Quang", 2),
        ("", "gì cũng được", 1),
        ("bồng trà", "Xã Trà Bồng", 1),
    ],
)
def test_exact_spelling_ranks_before_spelling_without_accents(query: str, text: str, rank: int) -> None:
    assert search_rank(query, text) == rank


def test_what_has_other_letters_is_not_found() -> None:
    assert search_rank("Trà Bùi", "Trà Bồng") is None


def test_people_are_ordered_by_given_name_then_family_name() -> None:
    names = ["Hồ Văn Trí", "Đinh Thị An", "Bùi Văn Ân", "Đỗ Văn An", "Trần Thị Ánh", "Hồ Thị Ly", "Dương Văn An"]

    assert sorted(names, key=person_sort_key) == [
        "Dương Văn An",
        "Đinh Thị An",
        "Đỗ Văn An",
        "Trần Thị Ánh",
        "Bùi Văn Ân",
        "Hồ Thị Ly",
        "Hồ Văn Trí",
    ]


def test_tones_are_ordered_as_in_dictionaries() -> None:
    assert sorted(["ma", "mạ", "má", "mã", "mả", "mà"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
