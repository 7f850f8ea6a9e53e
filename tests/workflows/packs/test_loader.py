"""Loading packs: any place will do, and every fault is told with its file and line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.errors import Problems
from workflows import calendar, packs
from workflows.packs import PackNotFound, load_pack, pack_names

FOLDER = Path(__file__).parent / "folder"
NAME = "an_binh_2026"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the small pack, to break."""
    shutil.copytree(FOLDER / NAME, tmp_path / NAME)
    return tmp_path


def faults(folder: Path) -> list[tuple[str, str | None, int | None]]:
    with pytest.raises(Problems) as refused:
        load_pack(NAME, folder)
    assert all(finding.message(language) for finding in refused.value.findings for language in ("vi", "en"))
    return [(finding.code, finding.resource, finding.line) for finding in refused.value.findings]


def test_a_pack_of_another_place_loads_without_any_change_of_code() -> None:
    pack = load_pack(NAME, FOLDER)
    (report, repeated) = pack.obligations

    assert pack_names(FOLDER) == (NAME,)
    assert [unit.code for unit in pack.owing_units(report, date(2026, 3, 1))] == ["TDP-1"]
    assert [unit.code for unit in pack.owing_units(report, date(2026, 8, 1))] == ["TDP-M"]
    assert (report.opens_a_case, repeated.opens_a_case) == (True, False)
    assert [person.username for person in pack.members("head", "TDP-M", date(2026, 8, 1))] == ["to_1"]
    assert pack.members("head", "TDP-M", date(2026, 6, 30)) == ()


def test_no_code_knows_a_place_by_name() -> None:
    for folder in (Path(packs.__file__).parent, Path(calendar.__file__).parent):
        for file in folder.glob("*.py"):
            text = file.read_text(encoding="utf-8").casefold()
            assert not any(word in text for word in ("trà b", "tra_b", "tra-b", "quảng ngãi", "ubnd-h")), file.name


@pytest.mark.parametrize("name", ["nowhere", "../packs", "", "AN_BINH"])
def test_a_pack_that_does_not_exist_is_refused_with_the_names_that_do(name: str) -> None:
    with pytest.raises(PackNotFound) as refused:
        load_pack(name, FOLDER)

    assert NAME in refused.value.message("vi")


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("pack.yaml", "year: 2026", "year: 2026\nyears: 1", "data.unknown_field"),
        ("pack.yaml", "T08:00:00+07:00", "T08:00:00", "data.expected_moment"),
        ("pack.yaml", "2026-01-05T", "2026-01-55T", "data.impossible_date"),
        ("pack.yaml", "[vn_2026]", "[vn_1926]", "packs.unknown_calendar"),
        ("units.yaml", "code: TDP-2,", "code: TDP-1,", "packs.duplicate_code"),
        ("units.yaml", "code: TDP-2,", 'code: "TỔ 2",', "packs.bad_code"),
        (
            "units.yaml",
            'TDP-2, name: "Tổ dân phố 2", kind: quarter',
            "TDP-2, name: X, kind: shop",
            "packs.unknown_unit_kind",
        ),
        ("units.yaml", "kind: ward, level: commune", "kind: ward, level: moon", "packs.unknown_level"),
        (
            "units.yaml",
            "kind: ward, level: commune",
            "kind: ward, level: commune, parent: TDP-2",
            "packs.parent_circle",
        ),
        ("units.yaml", "kind: ward, level: commune", "kind: ward, level: commune, parent: NONE", "packs.unknown_unit"),
        (
            "units.yaml",
            "kind: ward, level: commune",
            "kind: ward, level: commune, valid_to: 2026-08-01",
            "packs.outlives_parent",
        ),
        ("units.yaml", '"Tổ dân phố 2"', '"tổ dân phố 1"', "packs.name_taken"),
        ("units.yaml", '"1", valid_from: 2026-07-01', '"1"', "packs.administrative_code_taken"),
        (
            "units.yaml",
            "valid_from: 2026-07-01\n    aliases",
            "valid_from: 2026-06-40\n    aliases",
            "data.impossible_date",
        ),
        ("units.yaml", "date: 2026-07-01, ground", "date: 2026-07-02, ground", "packs.succession_out_of_time"),
        ("units.yaml", "predecessor: TDP-1", "predecessor: TDP-9", "packs.unknown_unit"),
        ("positions.yaml", "[quarter]", "[quarters]", "packs.unknown_unit_kind"),
        ("groups.yaml", "[TT]", "[TX]", "packs.unknown_position"),
        ("groups.yaml", "[P-AN-BINH]", "[P-AN]", "packs.unknown_unit"),
        ("groups.yaml", "role: officer", "role: head", "packs.duplicate_code"),
        ("people.yaml", "phuong.cv2, name", "phuong.cv, name", "packs.duplicate_code"),
        ("people.yaml", "username: to_1", "username: Tổ 1", "packs.bad_username"),
        (
            "people.yaml",
            "TDP-1, position: TT, valid_to: 2026-06-30",
            "TDP-1, position: TT",
            "packs.holding_outlives_unit",
        ),
        ("people.yaml", "TDP-1, position: TT", "TDP-1, position: CV", "packs.position_not_of_kind"),
        ("people.yaml", "TDP-1, position: TT", "TDP-7, position: TT", "packs.unknown_unit"),
        (
            "people.yaml",
            "holdings: [{unit: P-AN-BINH, position: CV}]}\ndeleg",
            "holdings: []}\ndeleg",
            "packs.person_without_position",
        ),
        ("people.yaml", "delegate: phuong.cv2", "delegate: phuong.cv", "packs.delegation_to_oneself"),
        ("people.yaml", "delegate: phuong.cv2", "delegate: to_1", "packs.delegate_not_in_unit"),
        ("people.yaml", "delegator: phuong.cv", "delegator: to_1", "packs.delegator_lacks_position"),
        ("people.yaml", "delegator: phuong.cv", "delegator: nobody", "packs.unknown_person"),
        ("people.yaml", "valid_to: 2026-03-06, ", "", "packs.delegation_unlimited"),
        ("people.yaml", "valid_to: 2026-03-06", "valid_to: 2026-03-01", "packs.ends_before_start"),
        ("legal_bases.yaml", "[NEW]", "[NEWER]", "packs.unknown_legal_basis"),
        ("legal_bases.yaml", "[NEW]", "[OLD]", "packs.unknown_legal_basis"),
        ("obligations.yaml", "ends_on: 2026-03-31", "ends_on: 2025-03-31", "packs.ends_before_start"),
        ("obligations.yaml", "2026-03-31", "2026-12-31", "packs.due_not_computable"),
        ("obligations.yaml", "period: Q1", "period: Q2", "packs.unknown_period"),
        ("obligations.yaml", "count: 5", "count: five", "data.expected_whole_number"),
        ("obligations.yaml", "[fixed]", "[soon]", "data.not_a_choice"),
        (
            "obligations.yaml",
            "kind: after_period_end, count: 5, unit: working",
            "kind: on_request",
            "packs.fixed_without_date",
        ),
        ("obligations.yaml", "[quarter]", "[quarters]", "packs.unknown_unit_kind"),
        ("obligations.yaml", "units: [TDP-2]}, task", "units: []}, task", "packs.nobody_owes"),
        ("obligations.yaml", "receiver: P-AN-BINH", "receiver: P-AN", "packs.unknown_unit"),
        ("obligations.yaml", "legal_bases: [OLD]", "legal_bases: [OLDER]", "packs.unknown_legal_basis"),
        ("obligations.yaml", "processes: [R]", "processes: [S]", "packs.unknown_process"),
        ("obligations.yaml", "    built: true\n", "", "packs.built_without_process"),
        (
            "obligations.yaml",
            "    process_id: quarterly_report\n",
            "    process_id: other\n",
            "packs.process_not_in_catalogue",
        ),
        ("obligations.yaml", "repeats: B1", "repeats: B9", "packs.unknown_obligation"),
        ("obligations.yaml", "repeats: B1", "within: B2", "packs.obligation_chain"),
        ("reminders.yaml", "[head]", "[chief]", "packs.unknown_role"),
        ("reminders.yaml", "offset: -1", "offset: 0", "calendar.reminder_step_zero"),
    ],
)
def test_a_fault_is_told_with_the_file_and_line_where_it_is(
    copy: Path, file: str, old: str, new: str, code: str
) -> None:
    path = copy / NAME / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    found = [(where, line) for fault, where, line in faults(copy) if fault == code]

    assert [where for where, _ in found][:1] == [file]
    assert found[0][1] is not None or code == "packs.unknown_calendar"


def test_the_line_is_the_line_of_the_fault(copy: Path) -> None:
    path = copy / NAME / "obligations.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("count: 5", "count: 999"), encoding="utf-8")

    assert faults(copy)[0] == ("calendar.count_out_of_range", "obligations.yaml", 13)


def test_several_faults_in_several_files_are_told_at_once(copy: Path) -> None:
    for file, old, new in (
        ("people.yaml", "position: CV}]}\ndeleg", "position: XX}]}\ndeleg"),
        ("groups.yaml", "[TT]", "[YY]"),
    ):
        path = copy / NAME / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    assert [(code, file) for code, file, _ in faults(copy)] == [
        ("packs.unknown_position", "groups.yaml"),
        ("packs.unknown_position", "people.yaml"),
    ]


def test_a_missing_file_is_told(copy: Path) -> None:
    (copy / NAME / "groups.yaml").unlink()

    assert faults(copy) == [("data.file_unreadable", "groups.yaml", None)]
