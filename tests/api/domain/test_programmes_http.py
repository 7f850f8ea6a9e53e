"""The programme over HTTP: the matrix, lists, opening, and who may see what."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.workflows.office import Office
from tests.workflows.plan_case import agency

AsUser = Callable[[str], httpx.Client]
PROGRAMME = "/api/programmes/tra_bong_2025"


def test_the_matrix_shows_all_units_and_deliverables(as_user: AsUser) -> None:
    matrix = as_user("noi_vu.cv").get(f"{PROGRAMME}/matrix").json()

    columns = [column["templateCode"] for column in matrix["columns"]]
    plan = columns.index("O10")
    cells = [row["cells"][plan] for row in matrix["rows"] if row["cells"][plan] is not None]
    assert len(cells) == 27
    assert matrix["columns"][plan]["counts"] == {"total": 27, "late": 0, "returned": 0, "byStatus": {"not_started": 27}}
    cell = next(cell for cell in cells if cell["unitCode"] == "XA-TRA-BINH")
    assert cell["labelVi"] == "Chưa thực hiện"
    assert cell["dueAt"] == "2025-03-24T16:59:59.000Z"
    assert cell["legalLastDay"] == "2025-03-24"
    assert cell["caseCode"] == "KH-2025/XA-TRA-BINH"
    assert cell["processInstanceKey"].isdecimal()
    assert matrix["statusLabels"]["accepted"] == "Đạt"


def test_a_unit_sees_its_own_row_only(as_user: AsUser) -> None:
    matrix = as_user("tra_binh.ct").get(f"{PROGRAMME}/matrix").json()

    assert [row["unitCode"] for row in matrix["rows"]] == ["XA-TRA-BINH"]


def test_obligations_are_found_by_unit_deliverable_state_and_lateness(office: Office, as_user: AsUser) -> None:
    client = as_user("noi_vu.cv")

    def units(**parameters: str) -> list[str]:
        found = client.get(f"{PROGRAMME}/obligations", params=parameters).json()["items"]
        return [item["unitCode"] for item in found]

    agency(office).until_review()
    assert units(deliverable="KH-2025", status="submitted") == ["TTRA"]
    assert len(units(deliverable="KH-2025", status="not_started,returned")) == 26
    assert units(template="O10", unit="TTRA") == ["TTRA"]
    assert units(late="true") == []
    refused = client.get(f"{PROGRAMME}/obligations", params={"status": "done"})
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")


def test_the_list_of_submissions(office: Office, as_user: AsUser) -> None:
    agency(office).until_review()

    found = as_user("huyen.pct").get(f"{PROGRAMME}/deliverables/KH-2025/submissions").json()

    assert [item["unitCode"] for item in found["onTime"]] == ["TTRA"]
    assert len(found["missing"]) == 26


def test_programmes_and_their_templates(as_user: AsUser) -> None:
    client = as_user("tra_binh.cv")

    (listed,) = client.get("/api/programmes").json()["items"]
    assert listed == client.get(PROGRAMME).json()
    assert (listed["code"], listed["stateLabel"], listed["cases"]) == ("tra_bong_2025", "Đang thực hiện", 27)
    templates = client.get(f"{PROGRAMME}/templates").json()["items"]
    assert len(templates) == 51
    assert client.get("/api/programmes/nope").status_code == 404


def test_opening_again_is_a_conflict_with_a_reason(as_user: AsUser) -> None:
    refused = as_user("noi_vu.tp").post(f"{PROGRAMME}/opening")

    assert refused.status_code == 409
    problem = refused.json()
    assert "đã được system mở lúc 10/03/2025 08:00" in problem["detail"]
    assert as_user("tra_binh.ct").post(f"{PROGRAMME}/opening").status_code == 403
