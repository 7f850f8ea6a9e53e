"""The yearly files: what is shipped is sound, and a bad file says where and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.errors import Problems
from workflows.calendar.days import DayKind, Mark
from workflows.calendar.files import calendar_names, read_calendar_file

ROW = """\
  - date: {date}
    kind: {kind}
    scope: officials
    name: "Ngày (mẫu)"
    legal_ground: "(mẫu)"
    mark: assumption
"""


def problems_of(folder: Path, text: str) -> list[tuple[str, int | None]]:
    (folder / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as refused:
        read_calendar_file("bad", folder)
    assert "bad" in refused.value.message("vi")
    return [(finding.code, finding.line) for finding in refused.value.findings]


@pytest.mark.parametrize("name", calendar_names())
def test_every_row_that_is_shipped_has_its_ground_and_provisional_rows_say_so(name: str) -> None:
    file = read_calendar_file(name)

    assert file.days
    assert all(day.legal_ground for day in file.days)
    assert all(("dự kiến" in day.legal_ground) == day.is_provisional for day in file.days)
    assert all(not day.is_provisional or day.mark is not Mark.FACT for day in file.days)


def test_every_swapped_day_off_is_made_up_by_one_worked_day() -> None:
    days = [day for name in calendar_names() for day in read_calendar_file(name).days]

    off = [day for day in days if day.kind is DayKind.SWAPPED_OFF]
    made_up = [day for day in days if day.kind is DayKind.WORKING_MAKEUP]

    assert len(off) == len(made_up) == 3


def test_the_certain_days_of_2027_are_not_provisional() -> None:
    certain = {day.date for day in read_calendar_file("vn_2027").days if not day.is_provisional}

    assert {date(2027, 1, 1), date(2027, 2, 6), date(2027, 4, 16), date(2027, 9, 2)} <= certain


def test_every_fault_of_a_file_is_reported_with_its_line(tmp_path: Path) -> None:
    text = (
        'year: 2025\ntitle: "Lịch (mẫu)"\ndays:\n'
        + ROW.format(date="2026-01-01", kind="holiday")
        + ROW.format(date="2025-05-02", kind="working_makeup")
        + ROW.format(date="2025-05-03", kind="party")
        + ROW.format(date="2025-02-30", kind="holiday")
        + ROW.format(date="2025-06-02", kind="holiday")
        + ROW.format(date="2025-06-02", kind="holiday")
    )

    assert problems_of(tmp_path, text) == [
        ("calendar.day_outside_year", 4),
        ("calendar.day_kind_without_effect", 11),
        ("data.not_a_choice", 17),
        ("data.impossible_date", 22),
        ("data.missing_field", 22),
        ("calendar.day_given_twice", 34),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("year: [2025\n", [("data.not_yaml", 2)]),
        ("- 2025\n", [("data.expected_row", 1)]),
        ('year: 2025\ntitle: "x"\ntitle: "y"\ndays: []\n', [("data.duplicate_field", 3)]),
        ('year: 2025\ntitle: "x"\ndays: []\nholidays: []\n', [("data.unknown_field", 4)]),
        ('year: 2025\ntitle: &t "x"\ndays: []\nnote: *t\n', [("data.alias_refused", 2), ("data.unknown_field", 4)]),
        ('year: "2025"\ntitle: "x"\ndays: []\n', [("data.expected_whole_number", 1)]),
        ("year: 2025\ntitle: 7\ndays: []\n", [("data.expected_text", 2)]),
        ('year: 2025\ntitle: "x"\ndays: {a: 1}\n', [("data.expected_rows", 3)]),
        ('title: "x"\n', [("data.missing_field", 1)]),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(tmp_path: Path, text: str, expected: list[tuple[str, int]]) -> None:
    assert problems_of(tmp_path, text) == expected


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems) as refused:
        read_calendar_file("nowhere", tmp_path)

    assert refused.value.findings[0].code == "data.file_unreadable"


def test_yaml_guesses_stay_text(tmp_path: Path) -> None:
    text = "year: 2025\ntitle: no\ndays:\n" + ROW.format(date="2025-06-02", kind="holiday").replace(
        '"Ngày (mẫu)"', "08:00"
    )
    (tmp_path / "plain.yaml").write_text(text, encoding="utf-8")

    file = read_calendar_file("plain", tmp_path)

    assert (file.title, file.days[0].name) == ("no", "08:00")
