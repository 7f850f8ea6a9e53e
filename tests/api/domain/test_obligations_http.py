"""One obligation over HTTP: read, dated anew, withdrawn; repeated requests do nothing twice."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.workflows.office import Office
from tests.workflows.plan_case import ACCEPTED, agency

AsUser = Callable[[str], httpx.Client]
CHANGE = {"dueAt": "2025-03-31T10:00:00.000Z", "ground": "Công văn 120/UBND-NV ngày 20/3/2025 (mẫu)"}


def path(office: Office, unit: str = "TTRA") -> str:
    return f"/api/obligations/{office.obligation(unit, 'O10').key}"


def test_an_obligation_is_read_with_what_its_plan_promises(office: Office, as_user: AsUser) -> None:
    case = agency(office)
    case.until_review()
    case.review(ACCEPTED)

    answer = as_user("thanh_tra.cv").get(path(office))

    details = answer.json()
    assert details["obligation"]["labelVi"] == "Đạt"
    assert answer.headers["etag"] == f'"{details["obligation"]["revision"]}"'
    assert details["plannedTasks"][0]["budget"] == 5000000
    assert details["plannedTasks"][0]["due"] == "2025-06-30"
    assert as_user("tra_binh.cv").get(path(office)).status_code == 404, "it is another unit's"


def test_a_due_date_is_changed_once_however_often_the_request_comes(office: Office, as_user: AsUser) -> None:
    client = as_user("noi_vu.tp")
    headers = {"Idempotency-Key": "doi-han-thanh-tra"}

    answers = [client.post(f"{path(office)}/due-date", json=CHANGE, headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["explanationVi"] == "hạn theo quyết định điều chỉnh: 17:00 thứ Hai, ngày 31/3/2025"
    details = client.get(path(office)).json()
    assert [change["ground"] for change in details["dueChanges"]] == [CHANGE["ground"]]
    assert [notice["kind"] for notice in details["notices"]] == ["due_changed"]


def test_a_stale_page_an_empty_ground_and_a_stranger_are_refused(office: Office, as_user: AsUser) -> None:
    client, where = as_user("noi_vu.tp"), f"{path(office)}/due-date"

    assert client.post(where, json=CHANGE | {"revision": 9}).status_code == 409
    assert client.post(where, json=CHANGE | {"ground": "vì"}).status_code == 400
    assert as_user("thanh_tra.ctt").post(where, json=CHANGE).status_code == 403
    assert client.post("/api/obligations/1/due-date", json=CHANGE).status_code == 404


def test_a_unit_withdraws_what_it_has_submitted(office: Office, as_user: AsUser) -> None:
    body = {"choice": "redraft", "reason": "Phát hiện sai số liệu ở phụ lục"}
    client, where = as_user("thanh_tra.cv"), f"{path(office)}/withdrawal"
    assert client.post(where, json=body).status_code == 409, "nothing is submitted yet"
    agency(office).until_review()

    assert client.post(where, json=body).status_code == 204

    office.settle()
    assert office.obligation("TTRA", "O10").status == "withdrawn"
