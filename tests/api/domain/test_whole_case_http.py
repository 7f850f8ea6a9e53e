"""A commune's plan from the first draft to its acceptance, every step of a person over HTTP; then time passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from tests.workflows.office import Office
from tests.workflows.plan_case import ACCEPTED, RETURNED, commune

AsUser = Callable[[str], httpx.Client]


class HttpOffice(Office):
    """People find their tasks, look at the form and complete it over HTTP; only what goes by itself is done here."""

    def __init__(self, office: Office, as_user: AsUser) -> None:
        super().__init__(office.application)
        self._as_user = as_user
        self._clients: dict[str, httpx.Client] = {}

    def complete(
        self,
        unit: str,
        element_id: str,
        username: str,
        variables: Mapping[str, Any] | None = None,
        *,
        document: str | None = None,
    ) -> None:
        client = self._clients.get(username) or self._clients.setdefault(username, self._as_user(username))
        filter_: dict[str, Any] = {"elementId": element_id, "unit": unit, "state": "CREATED"}
        if document is not None:
            filter_["processInstanceVariables"] = [{"name": "document", "value": {"$like": f'*"type":"{document}"*'}}]
        (task,) = client.post("/v2/user-tasks/search", json={"filter": filter_}).json()["items"]
        path = f"/v2/user-tasks/{task['userTaskKey']}"
        assert client.get(f"{path}/form").json()["formId"] == element_id
        assert client.post(f"{path}/completion", json={"variables": variables}).status_code == 204
        self.settle()


def test_a_commune_is_returned_once_and_accepted_others_are_late_and_an_auditor_finds_it_intact(
    office: Office, as_user: AsUser
) -> None:
    case = commune(HttpOffice(office, as_user))
    obligation = f"/api/obligations/{office.obligation(case.unit, 'O10').key}"
    officer, auditor = as_user("tra_binh.cv"), as_user("thanh_tra.ttv")

    # the plan comes back once
    case.issue_plan()
    case.issue_coordination()
    case.submit()
    case.receive()
    case.review(RETURNED)
    returned = officer.get(obligation).json()["obligation"]
    assert (returned["labelVi"], returned["returnedCount"]) == ("Yêu cầu bổ sung", 1)

    # completed and accepted
    case.issue_plan()
    case.submit()
    case.receive()
    case.review(ACCEPTED)
    accepted = officer.get(obligation).json()["obligation"]
    assert (accepted["labelVi"], accepted["isLate"]) == ("Đạt", False)

    # the day passes
    office.advance_to("2025-03-25T08:30:00+07:00")
    matrix = as_user("noi_vu.tp").get("/api/programmes/tra_bong_2025/matrix").json()
    (column,) = [column for column in matrix["columns"] if column["templateCode"] == "O10"]
    assert column["counts"]["late"] == 26
    assert column["counts"]["byStatus"] == {"not_started": 26, "accepted": 1}

    # an auditor looks
    verdict = auditor.post(f"/api/process-instances/{accepted['processInstanceKey']}/verification").json()
    assert verdict["status"] == "intact"
    assert verdict["messageVi"].startswith("Nguyên vẹn")
