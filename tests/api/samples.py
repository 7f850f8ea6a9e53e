"""A small process with a bit of everything that the API shows: a form, a job, an error, a message."""

from __future__ import annotations

import json
from typing import Any

import camunda_orchestration_sdk as sdk
import httpx

from tests.engine.diagrams import bpmn, flow, user_task

CASE = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" /><bpmn:endEvent id="unpaid" />'
    + user_task(
        "fill",
        '<zeebe:formDefinition formId="plan" />'
        '<zeebe:assignmentDefinition candidateGroups="staff" candidateUsers="lan, demo" />'
        '<zeebe:taskSchedule dueDate="2025-03-25T10:00:00Z" followUpDate="2025-03-20T10:00:00Z" />'
        '<zeebe:priorityDefinition priority="70" />'
        '<zeebe:taskHeaders><zeebe:header key="hint" value="x" /></zeebe:taskHeaders>',
        name="Lập kế hoạch",
    )
    + """<bpmn:serviceTask id="pay" name="Chi trả"><bpmn:extensionElements>
      <zeebe:taskDefinition type="pay" retries="2" /><zeebe:taskHeaders><zeebe:header key="account" value="7" />
      </zeebe:taskHeaders></bpmn:extensionElements></bpmn:serviceTask>
      <bpmn:boundaryEvent id="no_money" attachedToRef="pay"><bpmn:errorEventDefinition errorRef="no_money_error" />
      </bpmn:boundaryEvent>
      <bpmn:intermediateCatchEvent id="confirmed"><bpmn:messageEventDefinition messageRef="confirmation" />
      </bpmn:intermediateCatchEvent>"""
    + flow("start", "fill")
    + flow("fill", "pay")
    + flow("pay", "confirmed")
    + flow("no_money", "unpaid")
    + flow("confirmed", "end"),
    process_id="case",
    attributes='name="Hồ sơ mẫu"',
    root="""<bpmn:error id="no_money_error" errorCode="NO_MONEY" />
      <bpmn:message id="confirmation" name="confirmation"><bpmn:extensionElements>
      <zeebe:subscription correlationKey="=number" /></bpmn:extensionElements></bpmn:message>""",
)

FORM = json.dumps(
    {
        "id": "plan",
        "type": "default",
        "schemaVersion": 18,
        "components": [
            {"id": "f1", "type": "textfield", "key": "title", "label": "Tên", "validate": {"required": True}},
            {"id": "f2", "type": "number", "key": "cost", "label": "Kinh phí", "validate": {"min": 1}},
        ],
    }
).encode()

FILLED = {"title": "Kế hoạch 2025", "cost": 5}


def deploy(http: httpx.Client, *files: tuple[str, bytes]) -> dict[str, Any]:
    """Deploy `files`, by default the sample with its form."""
    parts = [("resources", file) for file in files or (("case.bpmn", CASE), ("plan.form", FORM))]
    response = http.post("/v2/deployments", files=parts)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def start(http: httpx.Client, process_id: str = "case", **more: Any) -> str:
    """Create an instance of the sample and return its key."""
    body = {"processDefinitionId": process_id, "variables": {"number": "n1"}} | more
    response = http.post("/v2/process-instances", json=body)
    assert response.status_code == 200, response.text
    return str(response.json()["processInstanceKey"])


def post(http: httpx.Client, path: str, body: Any = None) -> Any:
    """The answer to a POST that succeeds."""
    response = http.post(path, json={} if body is None else body)
    assert response.status_code in (200, 204), response.text
    return response.json() if response.content else None


def find(http: httpx.Client, things: str, **body: Any) -> list[dict[str, Any]]:
    """The items of a search."""
    items: list[dict[str, Any]] = post(http, f"/v2/{things}/search", body)["items"]
    return items


def only(http: httpx.Client, things: str, **filter_: Any) -> dict[str, Any]:
    """The one thing that meets the filter."""
    [item] = find(http, things, filter=filter_)
    return item


def at_the_job(http: httpx.Client) -> str:
    """An instance of the sample whose form is filled in, so that its job waits; returns its key."""
    key = start(http)
    task = only(http, "user-tasks", processInstanceKey=key, state="CREATED")
    post(http, f"/v2/user-tasks/{task['userTaskKey']}/completion", {"variables": FILLED})
    return key


def by_id(process_id: str = "case", **more: Any) -> sdk.ProcessCreationById:
    """The SDK's request to create an instance."""
    return sdk.ProcessCreationById(process_definition_id=sdk.ProcessDefinitionId(process_id), **more)
