"""Searches through the SDK and by plain HTTP: filters, operators, orders, pages by offset and by cursor."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import camunda_orchestration_sdk as sdk
import camunda_orchestration_sdk.models as models
import httpx
import pytest

from tests.api.samples import CASE, FORM, at_the_job, deploy, find, only, post, start


@pytest.fixture
def cases(http: httpx.Client) -> list[str]:
    """Four cases: two at their form, one at its job, one cancelled; the first with a business id and tags."""
    deploy(http)
    keys = [
        start(http, businessId="HS-001", tags=["khẩn", "xã"], variables={"number": "n1", "amount": 10}),
        start(http, businessId="HS-002", tags=["xã"], variables={"number": "n2", "amount": 20}),
        at_the_job(http),
        start(http),
    ]
    post(http, f"/v2/process-instances/{keys[3]}/cancellation")
    return keys


def keys_of(http: httpx.Client, **filter_: Any) -> list[str]:
    sort = [{"field": "processInstanceKey", "order": "ASC"}]
    return [item["processInstanceKey"] for item in find(http, "process-instances", filter=filter_, sort=sort)]


INSTANCE_FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({}, [0, 1, 2, 3]),
    ({"state": "ACTIVE"}, [0, 1, 2]),
    ({"state": {"$neq": "ACTIVE"}}, [3]),
    ({"state": {"$in": ["ACTIVE", "TERMINATED"]}}, [0, 1, 2, 3]),
    ({"state": {"$notIn": ["ACTIVE"]}}, [3]),
    ({"businessId": "HS-001"}, [0]),
    ({"businessId": {"$like": "HS-*"}}, [0, 1]),
    ({"businessId": {"$like": "HS-??2"}}, [1]),
    ({"businessId": {"$like": "HS\\*"}}, []),
    ({"businessId": {"$exists": False}}, [2, 3]),
    ({"businessId": {"$exists": True, "$neq": "HS-001"}}, [1]),
    ({"tags": ["xã"]}, [0, 1]),
    ({"tags": ["xã", "khẩn"]}, [0]),
    ({"variables": [{"name": "amount", "value": "20"}]}, [1]),
    ({"variables": [{"name": "number", "value": {"$like": '"n?"'}}, {"name": "amount", "value": "10"}]}, [0]),
    ({"processDefinitionVersion": {"$gte": 1, "$lt": 2}}, [0, 1, 2, 3]),
    ({"startDate": {"$lte": "2025-03-10T01:00:00.000Z"}}, [0, 1, 2, 3]),
    ({"startDate": {"$gt": "2025-03-10T08:00:00+07:00"}}, []),
    ({"endDate": {"$exists": True}}, [3]),
    ({"hasIncident": True}, []),
    ({"elementId": "pay", "elementInstanceState": "ACTIVE"}, [2]),
    ({"elementId": {"$exists": True}}, [0, 1, 2, 3]),
    ({"hasRetriesLeft": False, "errorMessage": {"$exists": False}}, [0, 1, 2, 3]),
    ({"tenantId": "<default>"}, [0, 1, 2, 3]),
    ({"tenantId": {"$in": ["other"]}}, []),
    ({"suspendedDate": {"$exists": True}}, []),
    ({"parentProcessInstanceKey": {"$exists": False}}, [0, 1, 2, 3]),
    ({"$or": [{"businessId": "HS-001"}, {"state": "TERMINATED"}]}, [0, 3]),
    ({"state": "ACTIVE", "$or": [{"tags": ["khẩn"]}, {"variables": [{"name": "amount", "value": "20"}]}]}, [0, 1]),
    ({"state": None, "businessId": "HS-002"}, [1]),
]  # fmt: skip


def test_process_instances_are_found_by_every_property(http: httpx.Client, cases: list[str]) -> None:
    found = [[cases.index(key) for key in keys_of(http, **filter_)] for filter_, _ in INSTANCE_FILTERS]

    assert found == [expected for _, expected in INSTANCE_FILTERS]


TASK_FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({"state": "CREATED"}, [0, 1]),
    ({"state": {"$like": "C*ED"}}, [0, 1, 2, 3]),
    ({"candidateGroup": "staff"}, [0, 1, 2, 3]),
    ({"candidateGroup": {"$in": ["boss"]}}, []),
    ({"candidateUser": {"$like": "la*"}, "state": "COMPLETED"}, [2]),
    ({"assignee": {"$exists": False}, "state": "CREATED"}, [0, 1]),
    ({"assignee": "demo"}, [2]),
    ({"name": "Lập kế hoạch"}, [0, 1, 2, 3]),
    ({"name": {"$like": "*kế*"}, "priority": {"$gt": 69, "$lte": 70}}, [0, 1, 2, 3]),
    ({"name": {"$neq": "Lập kế hoạch"}}, []),
    ({"dueDate": {"$gt": "2025-03-25T00:00:00Z"}, "followUpDate": {"$exists": True}}, [0, 1, 2, 3]),
    ({"completionDate": {"$exists": True}}, [2, 3]),
    ({"businessId": "HS-001"}, [0]),
    ({"processInstanceVariables": [{"name": "amount", "value": {"$in": ["10", "30"]}}]}, [0]),
    ({"localVariables": [{"name": "amount", "value": {"$exists": True}}]}, []),
    ({"tags": ["khẩn"]}, [0]),
    ({"$or": [{"candidateGroup": "boss"}, {"assignee": "demo"}]}, [2]),
]  # fmt: skip


def test_user_tasks_are_found_by_every_property(http: httpx.Client, cases: list[str]) -> None:
    def found_by(filter_: dict[str, Any]) -> list[int]:
        tasks = find(http, "user-tasks", filter=filter_, sort=[{"field": "creationDate"}])
        return [cases.index(task["processInstanceKey"]) for task in tasks]

    assert [found_by(filter_) for filter_, _ in TASK_FILTERS] == [expected for _, expected in TASK_FILTERS]


@pytest.mark.parametrize("by_cursor", [False, True])
def test_pages_follow_each_other_without_gap_or_repetition(
    http: httpx.Client, cases: list[str], by_cursor: bool
) -> None:
    # given
    sort = [{"field": "businessId", "order": "DESC"}]
    whole = [item["processInstanceKey"] for item in find(http, "process-instances", sort=sort)]
    seen: list[str] = []
    page: dict[str, Any] = {"limit": 1}

    # when
    while True:
        answer = post(http, "/v2/process-instances/search", {"sort": sort, "page": page})
        if not answer["items"]:
            break
        seen += [item["processInstanceKey"] for item in answer["items"]]
        assert answer["page"]["totalItems"] == len(cases)
        page = {"limit": 1} | ({"after": answer["page"]["endCursor"]} if by_cursor else {"from": len(seen)})

    # then: unknown business ids come last, whichever the direction
    assert seen == whole
    assert whole[:2] == [cases[1], cases[0]]


def test_a_page_before_a_cursor_is_the_one_that_was_left(http: httpx.Client, cases: list[str]) -> None:
    # given
    sort = [{"field": "startDate", "order": "ASC"}]
    first = post(http, "/v2/process-instances/search", {"sort": sort, "page": {"limit": 2}})
    second = post(
        http, "/v2/process-instances/search", {"sort": sort, "page": {"limit": 2, "after": first["page"]["endCursor"]}}
    )

    # when
    back = post(
        http,
        "/v2/process-instances/search",
        {"sort": sort, "page": {"limit": 2, "before": second["page"]["startCursor"]}},
    )

    # then
    assert back["items"] == first["items"]


MISSPELT: list[tuple[dict[str, Any], str, str]] = [
    ({"filter": {"assigne": "x"}}, "search.unknown_field", "assigne"),
    ({"sort": [{"field": "candidateGroup"}]}, "search.unknown_field", "candidateGroup"),
    ({"sort": [{"field": "name", "order": "UP"}]}, "http.body_invalid", "sort[0].order"),
    ({"filter": {"assignee": {"$gt": "x"}}}, "http.bad_filter_operator", "$gt"),
    ({"filter": {"state": "DONE"}}, "http.bad_filter_value", "CREATED"),
    ({"filter": {"priority": "high"}}, "http.bad_filter_value", "priority"),
    ({"filter": {"priority": 2**40}}, "http.bad_filter_value", "priority"),
    ({"filter": {"userTaskKey": 12}}, "http.bad_filter_value", "userTaskKey"),
    ({"filter": {"userTaskKey": "abc"}}, "http.bad_key", "userTaskKey"),
    ({"filter": {"dueDate": "mai"}}, "http.bad_instant", "dueDate"),
    ({"filter": {"dueDate": "2025-03-25T10:00:00"}}, "http.bad_instant", "dueDate"),
    ({"filter": {"assignee": {"$exists": "yes"}}}, "http.bad_filter_value", "assignee"),
    ({"filter": {"assignee": {"$in": "x"}}}, "http.bad_filter_value", "assignee"),
    ({"filter": {"localVariables": [{"name": "x"}]}}, "http.bad_filter_value", "localVariables"),
    ({"filter": {"$or": {"assignee": "x"}}}, "http.bad_filter_value", "$or"),
    ({"filter": {"$or": [{"assignee": str(n)} for n in range(101)]}}, "http.too_many_conditions", "100"),
    ({"page": {"from": 1, "after": "x"}}, "http.bad_page", "after"),
    ({"page": {"after": "%%%"}}, "search.bad_cursor", "%%%"),
    ({"page": {"limit": -1}}, "http.body_invalid", "limit"),
]  # fmt: skip


def test_a_search_that_is_misspelt_finds_nothing_but_an_explanation(http: httpx.Client) -> None:
    for body, code, named in MISSPELT:
        response = http.post("/v2/user-tasks/search", json=body)

        assert (response.status_code, response.json()["code"]) == (400, code), body
        assert named in response.json()["detail"]


SEARCHES: list[tuple[str, str, dict[str, Any], str]] = [
    (
        "search_process_definitions",
        "ProcessDefinition",
        {"processDefinitionId": "case", "isLatestVersion": True},
        "version",
    ),
    ("search_process_instances", "ProcessInstance", {"processDefinitionId": "case"}, "startDate"),
    ("search_element_instances", "ElementInstance", {"elementId": "fill", "type": "USER_TASK"}, "elementName"),
    ("search_variables", "Variable", {"name": "number"}, "value"),
    ("search_user_tasks", "UserTask", {"state": "CREATED"}, "dueDate"),
    ("search_jobs", "Job", {"type": "pay", "kind": "BPMN_ELEMENT"}, "deadline"),
    ("search_incidents", "Incident", {"errorType": "JOB_NO_RETRIES"}, "creationTime"),
]


def test_the_sdk_searches_everything(client: sdk.CamundaClient, http: httpx.Client, cases: list[str]) -> None:
    # given
    [job] = post(http, "/v2/jobs/activation", {"type": "pay", "timeout": 1000, "maxJobsToActivate": 1})["jobs"]
    post(http, f"/v2/jobs/{job['jobKey']}/failure", {"retries": 0})

    for name, model, filter_, field in SEARCHES:
        body = {"filter": filter_, "sort": [{"field": field, "order": "DESC"}], "page": {"limit": 1, "from": 0}}
        query = getattr(models, f"{model}SearchQuery").from_dict(body)
        search: Callable[..., Any] = getattr(client, name)

        # when
        answer = search(data=query)

        # then
        assert len(answer.items) == 1, name
        assert answer.page.total_items >= 1
        assert answer.page.end_cursor


SORTED = {
    "process-definitions": "process_definition",
    "process-instances": "process_instance",
    "element-instances": "element_instance",
    "variables": "variable",
    "user-tasks": "user_task",
    "jobs": "job",
    "incidents": "incident",
}


def test_whatever_the_sdk_can_sort_by_can_be_sorted_by(http: httpx.Client) -> None:
    for things, model in SORTED.items():
        name = f"camunda_orchestration_sdk.models.{model}_search_query_sort_request_field"
        module = importlib.import_module(name)
        [fields] = [each for name, each in vars(module).items() if name.endswith("SortRequestField")]
        for field in fields:
            assert find(http, things, sort=[{"field": field.value, "order": "DESC"}]) == []


def test_definitions_have_versions_of_which_one_is_the_latest(http: httpx.Client) -> None:
    # given
    deploy(http)
    deploy(http, ("case.bpmn", CASE.replace("Hồ sơ mẫu".encode(), "Hồ sơ mới".encode())), ("plan.form", FORM))
    deploy(http, ("case.bpmn", CASE.replace("Hồ sơ mẫu".encode(), "Hồ sơ mới".encode())), ("plan.form", FORM))

    # then
    assert [d["version"] for d in find(http, "process-definitions", sort=[{"field": "version"}])] == [1, 2]
    assert only(http, "process-definitions", isLatestVersion=True)["name"] == "Hồ sơ mới"
    assert only(http, "process-definitions", version=1, state="ACTIVE")["name"] == "Hồ sơ mẫu"
