"""Every operation is called once; the recorder holds each response against the OpenAPI document."""

from __future__ import annotations

from typing import Any

import httpx

from tests.api.conftest import PASSWORD, Served
from tests.api.samples import CASE, FILLED, FORM, deploy, find, only, post, start
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.waiting import until

STARTS_WITH_FORM = bpmn(
    """<bpmn:startEvent id="start"><bpmn:extensionElements><zeebe:formDefinition formId="plan" />
    </bpmn:extensionElements></bpmn:startEvent><bpmn:endEvent id="end" />"""
    + user_task("one")
    + flow("start", "one")
    + flow("one", "end"),
    process_id="with_form",
)
DECISION = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drg" name="Rules" namespace="http://example.org">
  <decision id="grade" name="Grade"><literalExpression id="e"><text>1</text></literalExpression></decision>
</definitions>"""


def get(http: httpx.Client, path: str, status: int = 200) -> httpx.Response:
    response = http.get(path)
    assert response.status_code == status, response.text
    return response


def walk_definitions(http: httpx.Client) -> None:
    deployment = deploy(
        http, ("case.bpmn", CASE), ("plan.form", FORM), ("with_form.bpmn", STARTS_WITH_FORM), ("r.dmn", DECISION)
    )
    kinds = [{name for name, value in item.items() if isinstance(value, dict)} for item in deployment["deployments"]]
    assert kinds.count({"processDefinition"}) == 2
    assert {"form"} in kinds
    assert {"decisionRequirements"} in kinds
    assert {"decisionDefinition"} in kinds
    keys = {each["processDefinitionId"]: each["processDefinitionKey"] for each in find(http, "process-definitions")}
    get(http, f"/v2/process-definitions/{keys['case']}")
    assert get(http, f"/v2/process-definitions/{keys['case']}/xml").content == CASE
    get(http, f"/v2/process-definitions/{keys['case']}/form", 204)
    form = get(http, f"/v2/process-definitions/{keys['with_form']}/form").json()
    assert get(http, f"/v2/forms/{form['formKey']}").json()["schema"].encode() == FORM


def walk_a_case(http: httpx.Client) -> str:
    key = start(http, businessId="HS-1", tags=["a", "b"])
    get(http, f"/v2/process-instances/{key}")
    task = only(http, "user-tasks", processInstanceKey=key)
    path = f"/v2/user-tasks/{task['userTaskKey']}"
    assert get(http, path).headers["etag"] == '"0"'
    assert get(http, f"{path}/form").json()["formId"] == "plan"
    post(http, f"{path}/assignment", {"assignee": "demo"})
    assert http.delete(f"{path}/assignee").status_code == 204
    assert http.patch(path, json={"changeset": {"priority": 10}}).status_code == 204
    assert [v["name"] for v in post(http, f"{path}/variables/search")["items"]] == ["number"]
    assert [v["name"] for v in post(http, f"{path}/effective-variables/search")["items"]] == ["number"]
    post(http, f"{path}/completion", {"variables": FILLED})
    assert len(post(http, f"{path}/audit-logs/search")["items"]) == 5
    assert find(http, "audit-logs", filter={"processInstanceKey": key})
    return key


def walk_its_job(http: httpx.Client, key: str) -> None:
    def activated() -> dict[str, Any]:
        [job] = post(http, "/v2/jobs/activation", {"type": "pay", "timeout": 1000, "maxJobsToActivate": 1})["jobs"]
        return dict(job)

    job = f"/v2/jobs/{activated()['jobKey']}"
    post(http, f"{job}/failure", {"retries": 0, "errorMessage": "hết mực"})
    incident = only(http, "incidents", processInstanceKey=key)
    get(http, f"/v2/incidents/{incident['incidentKey']}")
    assert post(http, f"/v2/process-instances/{key}/incidents/search")["items"] == [incident]
    step = incident["elementInstanceKey"]
    assert post(http, f"/v2/element-instances/{step}/incidents/search")["items"] == [incident]
    assert http.patch(job, json={"changeset": {"retries": 1, "priority": 2, "timeout": 0}}).status_code == 204
    post(http, f"/v2/incidents/{incident['incidentKey']}/resolution")
    activated()
    post(http, f"{job}/completion", {"variables": {"paid": True}})
    assert only(http, "jobs", processInstanceKey=key)["state"] == "COMPLETED"


def walk_its_end(http: httpx.Client, key: str) -> None:
    assert http.put(f"/v2/element-instances/{key}/variables", json={"variables": {"note": "x"}}).status_code == 204
    variable = only(http, "variables", processInstanceKey=key, name="note")
    get(http, f"/v2/variables/{variable['variableKey']}")
    element = only(http, "element-instances", processInstanceKey=key, elementId="pay")
    assert get(http, f"/v2/element-instances/{element['elementInstanceKey']}").json()["elementName"] == "Chi trả"
    get(http, f"/v2/process-instances/{key}/statistics/element-instances")
    get(http, f"/v2/process-instances/{key}/sequence-flows")
    definition = only(http, "process-definitions", processDefinitionId="case")["processDefinitionKey"]
    post(http, f"/v2/process-definitions/{definition}/statistics/element-instances")
    post(http, "/v2/process-definitions/statistics/process-instances")
    taken = post(http, "/v2/messages/correlation", {"name": "confirmation", "correlationKey": "n1"})
    assert taken["processInstanceKey"] == key
    assert only(http, "process-instances", processInstanceKey=key)["state"] == "COMPLETED"


def walk_the_rest(http: httpx.Client) -> None:
    post(http, "/v2/messages/publication", {"name": "confirmation", "correlationKey": "n9", "timeToLive": 1000})
    other = start(http)
    post(http, f"/v2/process-instances/{other}/cancellation", {})
    third = start(http)
    task = only(http, "user-tasks", processInstanceKey=third)
    post(http, f"/v2/user-tasks/{task['userTaskKey']}/completion", {"variables": FILLED})
    [job] = post(http, "/v2/jobs/activation", {"type": "pay", "timeout": 1000, "maxJobsToActivate": 1})["jobs"]
    post(http, f"/v2/jobs/{job['jobKey']}/error", {"errorCode": "NO_MONEY"})
    assert only(http, "process-instances", processInstanceKey=third)["state"] == "COMPLETED"
    assert http.put("/v2/clock", json={"timestamp": 1741568400000}).status_code == 204
    post(http, "/v2/clock/reset")
    for path in ("/v2/topology", "/v2/authentication/me", "/openapi.json", "/docs"):
        get(http, path)
    get(http, "/v2/status", 204)


def walk_the_account(http: httpx.Client) -> None:
    made = post(http, "/api/tokens", {"name": "máy in", "days": 1})
    assert [each["tokenKey"] for each in get(http, "/api/tokens").json()["items"]] == [made["tokenKey"]]
    assert http.delete(f"/api/tokens/{made['tokenKey']}").status_code == 204
    post(http, "/api/session", {"username": "demo", "password": PASSWORD})
    get(http, "/api/session")
    post(http, "/api/session/password", {"oldPassword": PASSWORD, "newPassword": PASSWORD + " mới"})
    http.auth = ("demo", PASSWORD + " mới")
    assert http.delete("/api/session").status_code == 204


def test_every_operation_answers_as_the_document_says(http: httpx.Client, server: Served) -> None:
    # when
    walk_definitions(http)
    key = walk_a_case(http)
    walk_its_job(http, key)
    walk_its_end(http, key)
    walk_the_rest(http)
    walk_the_account(http)

    # then: what the recorder saw (it fails the test at its end where a response did not fit)
    promised = {
        operation["operationId"]
        for path, methods in server.app.openapi()["paths"].items()
        for operation in methods.values()
        if path.startswith(("/v2", "/api/session", "/api/tokens")) and "Not yet" not in operation["tags"]
    }

    def unanswered() -> set[str]:
        # A list, for the server's thread may still note the last answer.
        return promised - {name for name, status in list(server.recorder.answered) if status < 300}

    until(lambda: unanswered() == {"broadcastSignal"})
