"""Opening a programme gives every unit its obligations and begins the case of each whose process is built."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.actor import SYSTEM
from engine.history.events import ORGANIZATION
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.office import Office
from workflows.obligations.status import Status
from workflows.packs import Pack
from workflows.packs.install import STEPS, install_pack
from workflows.programmes.commands.import_programme import ImportProgramme
from workflows.programmes.commands.open_programme import (
    OpenProgramme,
    ProgrammeAlreadyOpened,
)
from workflows.programmes.queries.programmes import GetProgramme, ListProgrammes
from workflows.programmes.queries.templates import ListTemplates
from workflows.programmes.rows import ProgrammeNotFound

PROGRAMME = "tra_bong_2025"


def test_sixteen_communes_and_eleven_agencies_owe_a_plan_and_each_has_a_case(office: Office) -> None:
    # when
    matrix = office.matrix(PROGRAMME)

    # then
    plans = [cell for row in matrix.rows for cell in row.cells if cell is not None and cell.template_code == "O10"]
    kinds = [cell.unit_kind for cell in plans]
    assert (kinds.count("commune"), kinds.count("township")) == (15, 1)
    assert len(kinds) == 27
    assert len({cell.process_instance_key for cell in plans} - {None}) == 27
    assert office.row("SELECT count(*) AS n FROM process_instance WHERE state = 'ACTIVE'").n == 27
    assert office.row("SELECT count(*) AS n FROM incident").n == 0


def test_the_matrix_has_a_column_for_each_deliverable_in_the_order_of_the_plan(office: Office) -> None:
    matrix = office.matrix(PROGRAMME)

    columns = {column.template_code: column for column in matrix.columns}
    assert list(columns)[:4] == ["O09", "O10", "O23", "O24"]
    assert columns["O10"].counts.by_status == {"not_started": 27}
    assert columns["O09"].counts.by_status == {"not_started": 16}
    assert columns["O23"].counts.by_status == {"not_built": 27}
    assert not columns["O23"].is_built
    assert "O22" not in columns, "it only repeats O10"
    assert matrix.counts.total == sum(column.counts.total for column in matrix.columns)


def test_a_coordination_plan_is_owed_by_communes_and_shares_the_case_of_the_plan(office: Office) -> None:
    plan, coordination = office.obligation("XA-TRA-BINH", "O10"), office.obligation("XA-TRA-BINH", "O09")

    assert coordination.process_instance_key == plan.process_instance_key
    assert coordination.host_key == plan.key
    assert coordination.case_code == plan.case_code == "KH-2025/XA-TRA-BINH"
    row = next(row for row in office.matrix(PROGRAMME).rows if row.unit_code == "TTRA")
    assert row.cells[0] is None, "an agency owes none"


def test_an_obligation_says_when_it_is_due_and_why(office: Office) -> None:
    plan = office.obligation("XA-TRA-BINH", "O10")

    assert plan.status == Status.NOT_STARTED
    assert plan.label_vi == "Chưa thực hiện"
    assert plan.due_at == datetime(2025, 3, 24, 16, 59, 59, tzinfo=UTC)
    assert plan.legal_last_day == plan.punctual_until == date(2025, 3, 24)
    assert plan.due_explanation_vi == "trước ngày 25/3/2025 (thứ Ba) → ngày cuối: thứ Hai 24/3/2025"
    report = office.obligation("XA-TRA-BINH", "O23")
    assert report.working_last_day == date(2025, 5, 23), "24/5/2025 is a Saturday"
    assert report.label_vi == "Chưa dựng quy trình"


def test_the_case_is_given_what_the_process_needs(office: Office) -> None:
    key = office.obligation("XA-TRA-BINH", "O10").process_instance_key
    rows = office.rows("SELECT name, value::jsonb AS value FROM variable WHERE scope_key = %s", key)
    variables = {row.name: row.value for row in rows}

    assert variables["unit"] == {"code": "XA-TRA-BINH", "name": "Ủy ban nhân dân xã Trà Bình", "kind": "commune"}
    assert variables["receiver"]["code"] == "NV"
    assert variables["due_at"] == "2025-03-24T23:59:59+07:00"
    assert variables["due_text"] == "trước ngày 25/3/2025 (thứ Ba) → ngày cuối: thứ Hai 24/3/2025"
    assert [step["offset"] for step in variables["reminder_steps"]] == [-10, -5, -2, -1, 1, 3, 5]
    assert "39/KH-UBND" in variables["legal_bases"]
    tasks = variables["parent_plan_tasks"]
    assert {"content", "due", "product"} == set(next(t for t in tasks if "06 tháng" in t["content"]))
    assert not any("Khối Dân vận cấp xã xây dựng" in task["content"] for task in tasks), "it is done in this very case"
    business = office.row("SELECT business_id, unit FROM process_instance WHERE key = %s", key)
    assert (business.business_id, business.unit) == ("KH-2025/XA-TRA-BINH", "XA-TRA-BINH")


def test_the_first_tasks_lie_with_the_people_of_the_unit(office: Office) -> None:
    assert office.open_tasks("XA-TRA-BINH") == ["draft_coordination_plan", "draft_plan"]
    assert office.open_tasks("TTRA") == ["draft_plan"]
    assert office.open_tasks("NV") == []


def test_a_programme_is_opened_once(office: Office) -> None:
    with pytest.raises(ProgrammeAlreadyOpened) as refused:
        office.do(OpenProgramme(code=PROGRAMME), "noi_vu.tp")

    assert "đã được system mở lúc 10/03/2025 08:00" in refused.value.message("vi")
    assert office.row("SELECT count(*) AS n FROM process_instance").n == 27


def test_only_those_who_answer_for_the_programme_open_it(office: Office) -> None:
    with pytest.raises(AccessDenied):
        office.do(OpenProgramme(code=PROGRAMME), "tra_binh.ct")


def test_an_unknown_programme_is_not_found(office: Office) -> None:
    with pytest.raises(ProgrammeNotFound):
        office.ask(GetProgramme(code="nope"), "noi_vu.tp")
    with pytest.raises(ProgrammeNotFound):
        office.do(OpenProgramme(code="nope"), "noi_vu.tp")


def test_installing_the_pack_again_changes_nothing(office: Office, tra_bong_pack: Pack) -> None:
    # given
    before = office.row("SELECT max(seq) AS seq FROM history_event WHERE stream_kind = %s", int(ORGANIZATION.kind))
    steps: list[str] = []

    # when
    installed = install_pack(office.engine, tra_bong_pack, steps.append)

    # then
    assert not installed.was_opened
    assert (installed.cases, installed.obligations) == (27, office.matrix(PROGRAMME).counts.total)
    assert steps == list(STEPS[:-1])
    after = office.row("SELECT max(seq) AS seq FROM history_event WHERE stream_kind = %s", int(ORGANIZATION.kind))
    assert after.seq == before.seq, "nothing was recorded, for nothing changed"
    assert office.row("SELECT max(version) AS v FROM process_definition").v == 1


def test_an_open_programme_stays_as_it_was_opened(office: Office, tra_bong_pack: Pack) -> None:
    answer = office.engine.execute(ImportProgramme(pack=tra_bong_pack), SYSTEM)

    assert answer.is_kept
    assert not answer.is_changed


def test_the_list_of_programmes_says_how_far_each_has_come(office: Office) -> None:
    (programme,) = office.ask(ListProgrammes(), "tra_binh.cv")

    assert (programme.code, programme.year, programme.issuer) == (PROGRAMME, 2025, "UBND-H")
    assert (programme.state, programme.state_label) == ("open", "Đang thực hiện")
    assert (programme.templates, programme.cases) == (51, 27)
    assert programme.opened_by == "system"


def test_what_is_not_built_yet_is_listed_as_such(office: Office) -> None:
    templates = {template.code: template for template in office.ask(ListTemplates(programme=PROGRAMME), "noi_vu.cv")}

    assert len(templates) == 51
    assert templates["O10"].opens_a_case
    assert not templates["O09"].opens_a_case
    assert [code for code, template in templates.items() if template.is_built] == ["O09", "O10", "O22"]


def test_staff_see_their_own_unit_and_the_focal_point_sees_all(office: Office) -> None:
    def units(username: str) -> set[str]:
        return {row.unit_code for row in office.matrix(PROGRAMME, username).rows}

    everybody = units("noi_vu.cv")
    assert len(everybody) == 28, "Phòng Nội vụ owes reports of its own"
    assert units("tra_binh.cv") == {"XA-TRA-BINH"}
    assert units("thanh_tra.ttv") == everybody, "an auditor"
    assert units("huyen.pct") == everybody
    assert units("noi_vu.cqt") == everybody, "the process owner"
