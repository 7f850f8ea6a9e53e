"""The directory answers as the pack's own, slower reading does, and finds offices by rule."""

from __future__ import annotations

from datetime import date

import pytest

from workflows.organization.directory import Directory
from workflows.organization.values import Organization
from workflows.packs import Pack
from workflows.wiring import Application

MARCH, JULY = date(2025, 3, 10), date(2025, 7, 1)


@pytest.fixture
def march(organization: Organization) -> Directory:
    return Directory(organization, MARCH)


@pytest.fixture
def july(organization: Organization) -> Directory:
    return Directory(organization, JULY)


@pytest.mark.parametrize("day", [MARCH, date(2025, 6, 30), JULY])
def test_every_group_has_the_members_that_the_pack_means(organization: Organization, pack: Pack, day: date) -> None:
    directory = Directory(organization, day)

    for group in pack.groups:
        for unit in pack.units:
            expected = {person.username for person in pack.members(group.role, unit.code, day)}
            found = directory.members(group.role, unit.code)
            assert {person.code for person in found} == expected, (group.role, unit.code)
            assert [person.sort_key for person in found] == sorted(person.sort_key for person in found)
            for code in expected:
                assert f"{group.role}@{unit.code}" in directory.groups(code)


def test_who_holds_any_position_is_of_the_staff(march: Directory) -> None:
    # A deputy chair is in no candidate group of the pack, and still belongs to the office.
    assert march.groups("tra_binh.pct") == {"staff@XA-TRA-BINH"}


def test_positions_end_with_their_last_day(organization: Organization, july: Directory) -> None:
    last = Directory(organization, date(2025, 6, 30))

    assert "unit_head@XA-TRA-LAM" in last.groups("tra_lam.ct")
    assert july.groups("tra_lam.ct") == {"unit_head@XA-THANH-BONG", "staff@XA-THANH-BONG"}


@pytest.mark.parametrize(
    "text", ["XA-TRA-BINH", "Ủy ban nhân dân xã Trà Bình", "uỷ ban nhân dân xã trà bình", "UBND xã Trà Bình"]
)
def test_a_unit_is_found_by_code_name_and_alias(march: Directory, text: str) -> None:
    unit = march.find_unit(text)

    assert unit is not None
    assert unit.code == "XA-TRA-BINH"


def test_names_count_while_they_are_valid(march: Directory, july: Directory) -> None:
    assert march.find_unit("Ban Dân vận Huyện ủy") == march.unit("TGDV")
    assert july.find_unit("Ban Dân vận Huyện ủy") is None
    assert march.find_unit("UBND xã Trà Bồng") is None
    assert july.find_unit("UBND xã Trà Bồng") == july.unit("XA-TRA-BONG")


def test_the_units_of_a_day_are_those_that_exist(march: Directory, july: Directory) -> None:
    assert {unit.code for unit in march.units() if unit.kind == "township"} == {"TT-TRA-XUAN"}
    assert len([unit for unit in march.units() if unit.level == "commune"]) == 16
    assert len([unit for unit in july.units() if unit.level == "commune"]) == 6
    assert july.unit("XA-TRA-BINH") is not None


def test_a_subtree_holds_the_unit_and_all_below(march: Directory) -> None:
    assert march.subtree("VP") == {"VP", "MC"}
    assert {"UBND-H", "NV", "MC", "XA-TRA-BINH"} <= march.subtree("UBND-H")
    assert "SNV" not in march.subtree("UBND-H")


def test_a_successor_answers_for_what_it_took_over(march: Directory, july: Directory) -> None:
    assert march.jurisdiction("XA-DONG-TRA-BONG") == {"XA-DONG-TRA-BONG"}
    assert july.jurisdiction("XA-DONG-TRA-BONG") == {
        "XA-DONG-TRA-BONG", "XA-TRA-BINH", "XA-TRA-PHU", "XA-TRA-GIANG",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "unit", "found"),
    [
        ("focal_officer", "XA-TRA-BINH", "XA-TRA-BINH"),
        ("internal_affairs_officer", "XA-TRA-BINH", "NV"),
        ("internal_affairs_officer", "MC", "NV"),
        ("internal_affairs_head", "UBND-H", "NV"),
        ("district_leader", "XA-TRA-TAY", "UBND-H"),
        ("internal_affairs_officer", "SNV", "SNV"),
        # Sixteen communes have one: which is meant cannot be told.
        ("party_mobilization", "NV", None),
        # Two offices have one, and no unit says which is near.
        ("internal_affairs_officer", None, None),
        ("district_leader", None, "UBND-H"),
        ("administrator", "NO-SUCH-UNIT", "VP"),
        ("no_such_role", "XA-TRA-BINH", None),
    ],
)
def test_a_role_is_found_at_the_nearest_office_that_has_it(
    march: Directory, role: str, unit: str | None, found: str | None
) -> None:
    assert march.nearest_unit(role, unit) == found


def test_after_the_district_the_province_is_the_nearest_office(july: Directory) -> None:
    assert july.nearest_unit("internal_affairs_officer", "XA-TRA-BONG") == "SNV"


def test_the_directory_is_kept_until_the_day_changes(tra_bong: Application) -> None:
    assert tra_bong.directories.current() is tra_bong.directories.current()
