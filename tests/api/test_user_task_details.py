"""What belongs to one user task: its variables, its audit log, and changes by two people at once."""

from __future__ import annotations

import camunda_orchestration_sdk as sdk
import camunda_orchestration_sdk.models as models
import httpx

from tests.api.samples import FILLED, deploy, find, only, post, start


def test_a_long_value_is_shortened_unless_it_is_wanted_whole(http: httpx.Client) -> None:
    # given
    deploy(http)
    key = start(http, variables={"number": "n", "text": "x" * 10_000})

    # then
    [short] = find(http, "variables", filter={"processInstanceKey": key, "isTruncated": True})
    assert (short["isTruncated"], len(short["value"])) == (True, 8191)
    whole = post(http, "/v2/variables/search?truncateValues=false", {"filter": {"name": "text"}})["items"][0]
    assert (whole["isTruncated"], len(whole["value"])) == (False, 10_002)
    assert len(http.get(f"/v2/variables/{short['variableKey']}").json()["value"]) == 10_002
    assert http.post("/v2/variables/search?truncateValues=maybe").json()["code"] == "http.bad_parameter"


def test_an_inner_variable_hides_the_outer_one(http: httpx.Client) -> None:
    # given
    deploy(http)
    key = start(http)
    task = only(http, "user-tasks", processInstanceKey=key)["userTaskKey"]
    http.put(f"/v2/element-instances/{task}/variables", json={"variables": {"number": "inner"}, "local": True})

    # then
    every = post(http, f"/v2/user-tasks/{task}/variables/search", {"sort": [{"field": "value"}]})["items"]
    seen = post(http, f"/v2/user-tasks/{task}/effective-variables/search")["items"]
    assert [variable["value"] for variable in every] == ['"inner"', '"n1"']
    assert [(variable["value"], variable["scopeKey"]) for variable in seen] == [('"inner"', task)]
    named = post(http, f"/v2/user-tasks/{task}/variables/search", {"filter": {"name": {"$like": "x*"}}})["items"]
    assert named == []


def test_the_audit_log_tells_who_did_what(http: httpx.Client, client: sdk.CamundaClient) -> None:
    # given
    deploy(http)
    start(http)
    task = only(http, "user-tasks")["userTaskKey"]
    post(http, f"/v2/user-tasks/{task}/assignment", {"assignee": "demo"})
    post(http, f"/v2/user-tasks/{task}/completion", {"variables": FILLED})

    # when
    log = client.search_user_task_audit_logs(sdk.UserTaskKey(task), data=models.UserTaskAuditLogSearchQueryRequest())
    assigned = post(
        http,
        f"/v2/user-tasks/{task}/audit-logs/search",
        {"filter": {"operationType": {"$in": ["ASSIGN"]}, "result": "SUCCESS"}, "sort": [{"field": "timestamp"}]},
    )["items"]

    # then
    assert [entry.operation_type.value for entry in log.items] == ["CREATE", "ASSIGN", "COMPLETE"]
    assert [(entry["actorId"], entry["actorType"], entry["userTaskKey"]) for entry in assigned] == [
        ("demo", "CLIENT", task)
    ]
    assert http.post("/v2/audit-logs/search").status_code == 501


def test_two_who_edit_the_same_task_do_not_overwrite_each_other(http: httpx.Client) -> None:
    # given
    deploy(http)
    start(http)
    path = f"/v2/user-tasks/{only(http, 'user-tasks')['userTaskKey']}"
    seen = http.get(path).headers["etag"]

    # when
    first = http.patch(path, json={"changeset": {"priority": 1, "dueDate": ""}}, headers={"If-Match": seen})
    second = http.patch(path, json={"changeset": {"priority": 2}}, headers={"If-Match": seen})

    # then
    task = http.get(path)
    assert (first.status_code, second.status_code) == (204, 412)
    assert second.json()["title"] == "PRECONDITION_FAILED"
    assert (task.json()["priority"], task.json()["dueDate"], task.headers["etag"]) == (1, None, '"1"')
    assert http.patch(path, json={"changeset": {"candidateUsers": []}}, headers={"If-Match": "*"}).status_code == 204
    assert http.patch(path, json={}, headers={"If-Match": "abc"}).status_code == 412
