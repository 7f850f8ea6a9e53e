"""The states of an obligation, their order, and the words for them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from engine import messages
from workflows.handlers.obligation_status import reason_label
from workflows.obligations.notices import NoticeKind
from workflows.obligations.status import FINAL, WITH_UNIT, Status, may_follow
from workflows.packs.install import DIAGRAMS_FOLDER


def test_every_state_and_notice_has_words_in_both_languages() -> None:
    for named in (*Status, *NoticeKind):
        assert named.label("vi") != named.label("en")


def test_nothing_follows_an_end() -> None:
    assert not any(may_follow(end, after) for end in FINAL for after in Status)
    assert WITH_UNIT.isdisjoint(FINAL)


@pytest.mark.parametrize(
    "walk",
    [
        ("not_started", "in_progress", "submitted", "accepted"),
        ("not_started", "in_progress", "in_progress", "submitted", "returned", "in_progress", "submitted", "accepted"),
        ("not_started", "submitted", "returned", "submitted", "not_applicable"),
        ("in_progress", "submitted", "withdrawn", "in_progress", "submitted"),
    ],
)
def test_the_walks_of_the_diagram_are_possible(walk: tuple[str, ...]) -> None:
    assert all(may_follow(Status(before), Status(after)) for before, after in pairwise(walk))


@pytest.mark.parametrize(
    ("before", "after"),
    [("not_started", "accepted"), ("not_started", "returned"), ("accepted", "in_progress"), ("returned", "accepted")],
)
def test_no_state_is_skipped(before: str, after: str) -> None:
    assert not may_follow(Status(before), Status(after))


def _coded_reasons() -> set[str]:
    """The values of every choice of a reason in the forms of this release."""

    def of(components: list[dict[str, Any]]) -> set[str]:
        found: set[str] = set()
        for component in components:
            if str(component.get("key", "")).rpartition(".")[2] in {"reason", "reasons", "waiver_reason"}:
                found |= {option["value"] for option in component.get("values", [])}
            found |= of(component.get("components", []))
        return found

    files = sorted(Path(DIAGRAMS_FOLDER).glob("*/*.form"))
    return set().union(*(of(json.loads(file.read_text(encoding="utf-8"))["components"]) for file in files))


def test_every_coded_reason_of_the_forms_has_its_words() -> None:
    codes = _coded_reasons()

    assert len(codes) >= 10
    assert {code for code in codes if reason_label(code) == code} == set()
    assert {f"obligations.reason.{code}" for code in codes} <= messages.codes()


def test_an_office_s_own_reason_stands_for_itself() -> None:
    assert reason_label("thiếu con dấu") == "thiếu con dấu"
