"""The pack of Trà Bồng 2025 says what the plan says."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import pairwise

import pytest

from workflows.calendar.days import Mark
from workflows.calendar.deadlines import compute_deadline
from workflows.calendar.files import load_calendar
from workflows.packs import load_pack, pack_names
from workflows.packs.loader import PACKS_FOLDER
from workflows.packs.obligation_model import Obligation
from workflows.packs.organization_model import Share, Unit

PACK = load_pack("tra_bong_2025")
CALENDAR = load_calendar(PACK.calendars)
OPENING = PACK.clock_starts_at.date()
OBLIGATIONS = {obligation.code: obligation for obligation in PACK.obligations}
PLAN_OWNERS = PACK.owing_units(OBLIGATIONS["O10"], OPENING)


def usernames(role: str, unit: str, on: date = OPENING) -> set[str]:
    return {person.username for person in PACK.members(role, unit, on)}


def test_the_pack_is_found_and_its_clock_stands_on_the_tenth_of_march() -> None:
    assert "tra_bong_2025" in pack_names()
    assert PACK.clock_starts_at.isoformat() == "2025-03-10T08:00:00+07:00"


def test_every_text_is_composed_unicode() -> None:
    for file in (PACKS_FOLDER / PACK.name).glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert unicodedata.normalize("NFC", text) == text, file.name


# -- organisation ------------------------------------------------------------------------------------------------


def test_there_are_fifteen_communes_and_one_township_and_six_communes_after_them() -> None:
    def of_kind(kind: str, on: date) -> int:
        return sum(unit.kind == kind and unit.validity.covers(on) for unit in PACK.units)

    assert (of_kind("commune", OPENING), of_kind("township", OPENING)) == (15, 1)
    assert (of_kind("commune", date(2025, 7, 1)), of_kind("township", date(2025, 7, 1))) == (6, 0)


def test_every_old_commune_has_a_successor_and_only_tra_bui_is_split() -> None:
    old = {unit.code for unit in PACK.units if unit.kind in ("commune", "township") and unit.validity.covers(OPENING)}
    successors = {
        code: [succession for succession in PACK.successions if succession.predecessor == code] for code in old
    }

    assert [code for code, found in successors.items() if len(found) != 1] == ["XA-TRA-BUI"]
    assert {succession.successor for succession in successors["XA-TRA-BUI"]} == {"XA-CA-DAM", "XA-TAY-TRA-BONG"}
    assert all(
        (succession.share is Share.PART) == (code == "XA-TRA-BUI")
        for code, found in successors.items()
        for succession in found
    )


def test_an_administrative_code_that_is_used_again_means_another_unit() -> None:
    def owner(code: str, on: date) -> list[str]:
        return [
            unit.code
            for unit in PACK.units
            for held in unit.administrative_codes
            if held.code == code and held.validity.covers(on)
        ]

    assert owner("21127", OPENING) == ["XA-TRA-BINH"]
    assert owner("21127", date(2025, 7, 1)) == ["XA-DONG-TRA-BONG"]


def test_the_old_name_in_the_plan_means_the_merged_party_board() -> None:
    named = [unit.code for unit in PACK.units if "Ban Dân vận Huyện ủy" in {alias.name for alias in unit.aliases}]

    assert named == ["TGDV"]


@pytest.mark.parametrize("unit", PLAN_OWNERS, ids=lambda unit: unit.code)
def test_every_unit_that_owes_a_plan_has_officer_head_deputy_and_clerk(unit: Unit) -> None:
    code = unit.code
    deputies = {"PCT-X", "PTP", "PCVP", "PCTT", "PGD"}
    held = {
        (person.username, holding.position)
        for person in PACK.people
        for holding in person.holdings
        if holding.unit == code and holding.validity.covers(OPENING)
    }

    assert usernames("focal_officer", code)
    assert len(usernames("unit_head", code)) == 1
    assert usernames("unit_clerk", code)
    assert any(position in deputies for _, position in held)
    assert not usernames("focal_officer", code) & usernames("unit_head", code)


def test_in_a_small_commune_the_focal_officer_is_the_clerk() -> None:
    assert usernames("focal_officer", "XA-TRA-XINH") == usernames("unit_clerk", "XA-TRA-XINH") == {"tra_xinh.cv"}
    assert usernames("focal_officer", "XA-TRA-BINH") == {"tra_binh.cv"}
    assert usernames("unit_clerk", "XA-TRA-BINH") == {"tra_binh.vt"}


def test_the_desks_of_the_district_are_staffed() -> None:
    assert usernames("internal_affairs_officer", "NV") == {"noi_vu.cv", "noi_vu.cv2"}
    assert usernames("internal_affairs_head", "NV") == {"noi_vu.tp", "noi_vu.ptp"}
    assert usernames("district_leader", "UBND-H") == {"huyen.ct", "huyen.pct", "huyen.pct2"}
    assert usernames("party_mobilization", "TGDV") == {"dan_van.tb", "dan_van.ptb", "dan_van.cv"}
    assert usernames("party_mobilization", "XA-TRA-BINH") == {"tra_binh.dv"}
    assert usernames("auditor", "TTRA") == {"thanh_tra.ttv"}
    assert usernames("process_owner", "NV") == {"noi_vu.cqt"}
    assert usernames("administrator", "VP") == {"van_phong.qt"}


def test_accounts_follow_their_people_into_the_new_communes() -> None:
    assert usernames("unit_head", "XA-DONG-TRA-BONG", date(2025, 7, 1)) == {"tra_binh.ct"}
    assert usernames("unit_head", "XA-TRA-BINH", date(2025, 7, 1)) == set()
    for unit in PACK.owing_units(OBLIGATIONS["O10"], date(2025, 7, 1)):
        for role in ("focal_officer", "unit_head", "unit_clerk", "party_mobilization"):
            assert usernames(role, unit.code, date(2025, 7, 1)), (unit.code, role)


def test_all_people_are_samples_with_names_of_their_own() -> None:
    names = [person.name for person in PACK.people]

    assert all(person.is_sample for person in PACK.people)
    assert len(set(names)) == len(names)


def test_a_deputy_signs_for_the_chairman_of_tra_binh_in_the_last_weeks_of_march() -> None:
    (delegation,) = [delegation for delegation in PACK.delegations if delegation.unit == "XA-TRA-BINH"]

    assert (delegation.delegator, delegation.delegate, delegation.form) == ("tra_binh.ct", "tra_binh.pct", "KT.")
    assert delegation.validity.covers(date(2025, 3, 24))
    assert not delegation.validity.covers(OPENING)


# -- law and obligations ----------------------------------------------------------------------------------------


def test_every_numbered_document_of_the_plan_is_there_with_its_date() -> None:
    numbered = {basis.number: basis.issued_on for basis in PACK.legal_bases if basis.is_named_in_plan}

    expected = {
        "39/KH-UBND": date(2025, 2, 27),
        "2888-KL/HU": date(2024, 12, 13),
        "120-KL/TW": date(2016, 1, 7),
        "114-KL/TW": date(2015, 7, 14),
        "33/CT-TTg": date(2021, 11, 26),
        "08-CT/TU": date(2021, 5, 25),
        "396-QĐ/TU": date(2021, 10, 19),
        "453-QĐ/HU": date(2021, 11, 9),
        "1211/QĐ-UBND": date(2022, 11, 2),
        "737/QĐ-UBND": date(2019, 9, 27),
        "59/2023/NĐ-CP": date(2023, 8, 14),
        "61/2023/NĐ-CP": date(2023, 8, 16),
        "35/NQ-HĐND": date(2024, 12, 18),
        "217-QĐ/TW": date(2013, 12, 12),
        "218-QĐ/TW": date(2013, 12, 12),
        "145/2020/NĐ-CP": date(2020, 12, 14),
        "1540/KH-UBND": date(2020, 7, 6),
        "01-HD/HU": date(2021, 5, 12),
    }
    assert {number: numbered.get(number) for number in expected} == expected


def test_the_obligations_are_numbered_without_a_gap() -> None:
    assert [obligation.code for obligation in PACK.obligations] == [f"O{number:02}" for number in range(1, 52)]


def test_only_the_plan_process_is_built_and_one_obligation_opens_its_cases() -> None:
    built = {code for code, obligation in OBLIGATIONS.items() if obligation.is_built}

    assert built == {"O09", "O10", "O22"}
    assert {OBLIGATIONS[code].process_id for code in built} == {"plan_submission"}
    assert [code for code, obligation in OBLIGATIONS.items() if obligation.opens_a_case] == ["O10"]
    assert (OBLIGATIONS["O22"].repeats, OBLIGATIONS["O09"].within) == ("O10", "O10")


def test_sixteen_communes_and_eleven_agencies_owe_a_plan_and_the_receiving_desk_does_not() -> None:
    kinds = [unit.kind for unit in PLAN_OWNERS]

    assert (kinds.count("commune"), kinds.count("township")) == (15, 1)
    assert kinds.count("district_office") + kinds.count("public_unit") == 11
    assert OBLIGATIONS["O10"].via == "NV"
    assert "NV" not in {unit.code for unit in PLAN_OWNERS}


def explanation(obligation: Obligation) -> str:
    (due,) = obligation.dues
    return compute_deadline(due.rule, CALENDAR, year=PACK.year).explanation_vi


def test_the_dates_of_the_plan_become_its_deadlines() -> None:
    assert explanation(OBLIGATIONS["O10"]) == "trước ngày 25/3/2025 (thứ Ba) → ngày cuối: thứ Hai 24/3/2025"
    assert explanation(OBLIGATIONS["O23"]) == "trước ngày 25/5/2025 là Chủ nhật → làm việc cuối cùng: thứ Sáu 23/5/2025"
    assert explanation(OBLIGATIONS["O24"]) == "trước ngày 10/10/2025 (thứ Sáu) → ngày cuối: thứ Năm 09/10/2025"


def test_a_date_that_the_plan_does_not_state_is_marked_as_an_assumption() -> None:
    (due,) = OBLIGATIONS["O09"].dues

    assert due.mark is Mark.ASSUMPTION
    assert all(due.mark is Mark.FACT for due in OBLIGATIONS["O10"].dues)


def test_reminders_climb_from_the_officer_to_the_district() -> None:
    assert [step.offset for step in PACK.reminders] == [-10, -5, -2, -1, 1, 3, 5]
    assert all(before.offset < after.offset for before, after in pairwise(PACK.reminders))
    assert [step.recipients[0] for step in PACK.reminders[3:]] == [
        "unit_head",
        "unit_head",
        "internal_affairs_head",
        "district_leader",
    ]
