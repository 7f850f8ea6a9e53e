"""How contents are stored: what is written once can be read for ever, and a forged body does no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history.body import content_of, packed
from engine.history.canonical import canonical


def test_the_stored_forms_never_change() -> None:
    """A failure here means that bodies written so far could no longer be read."""
    # given
    content = canonical({"moves": [["closed", 1005, None], ["completed", 1005, "a"]], "variables": [[1003, "n", 1]]})

    # then
    stored = bytes.fromhex("01430e18988b0d0d0c4cb1b91a2cae94a804b200c53ca084b18e529e928e21d04400")
    assert content_of(stored) == content
    assert content_of(packed(content)) == content
    assert len(packed(content)) < len(content) * 2 // 3
    assert content_of(b"\x00{}") == b"{}"


@given(st.binary(max_size=400))
def test_whatever_is_packed_is_unpacked(content: bytes) -> None:
    assert content_of(packed(content)) == content


@given(st.binary(max_size=60))
def test_what_was_never_packed_is_refused_or_taken_as_it_is(body: bytes) -> None:
    try:
        content = content_of(body)
    except ValueError:
        return
    assert body[:1] in (b"\x00", b"\x01", b"\x02")
    assert content == body[1:] or body[:1] == b"\x01"


@pytest.mark.parametrize("cut", [1, 3])
def test_a_body_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="cannot be inflated"):
        content_of(packed(b"Ke hoach " * 40)[:-cut])


def test_a_body_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    monkeypatch.setattr("engine.history.body.MAX_CONTENT_BYTES", 1000)

    # then
    assert len(content_of(packed(bytes(1000)))) == 1000
    with pytest.raises(ValueError, match="too large"):
        content_of(packed(bytes(1001)))
