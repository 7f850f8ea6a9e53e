"""Requests that wait: for jobs, and for the end of a process instance; nobody waits longer than needed."""

from __future__ import annotations

import base64
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx

from tests.api.conftest import PASSWORD, Served
from tests.api.samples import at_the_job, deploy, only, post, start
from tests.engine.diagrams import bpmn, flow
from tests.engine.waiting import until
from workflows.wiring import Application

ACTIVATION = {"type": "pay", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": 0}


def activate(server: Served, **more: Any) -> Any:
    with httpx.Client(base_url=server.url, auth=("demo", PASSWORD), timeout=60) as client:
        return post(client, "/v2/jobs/activation", ACTIVATION | more)["jobs"]


def test_a_job_that_appears_during_the_hold_is_delivered(server: Served, http: httpx.Client) -> None:
    # given
    deploy(http)
    with ThreadPoolExecutor() as threads:
        waiting: Future[Any] = threads.submit(activate, server)
        until(lambda: server.waiting == 1)
        assert not waiting.done()

        # when
        key = at_the_job(http)

        # then
        [job] = waiting.result(timeout=30)
        assert job["processInstanceKey"] == key


def test_many_wait_and_take_each_a_job_without_taking_threads(
    server: Served, http: httpx.Client, application: Application
) -> None:
    # given: more who wait than the server has threads
    deploy(http)
    count = 2 * application.settings.pool_size
    with ThreadPoolExecutor(count) as threads:
        waiting = [threads.submit(activate, server) for _ in range(count)]
        until(lambda: server.waiting == count)

        # when
        keys = {at_the_job(http) for _ in range(count)}

        # then
        taken = [each.result(timeout=30) for each in waiting]
        assert {job["processInstanceKey"] for [job] in taken} == keys


def test_a_wait_that_is_in_vain_ends_with_nothing(server: Served) -> None:
    assert activate(server, requestTimeout=1) == []
    assert activate(server, requestTimeout=-1) == []


def test_a_server_that_stops_lets_those_who_wait_go(application: Application) -> None:
    # given
    with Served(application) as server, ThreadPoolExecutor() as threads:
        waiting = threads.submit(activate, server, requestTimeout=600_000)
        until(lambda: server.waiting == 1)

        # when
        server.stop()

        # then
        assert waiting.result(timeout=30) == []


def test_a_client_that_went_away_gets_no_job(server: Served, http: httpx.Client) -> None:
    # given
    deploy(http)
    request = http.build_request("POST", "/v2/jobs/activation", json=ACTIVATION)
    credentials = base64.b64encode(f"demo:{PASSWORD}".encode()).decode()
    head = f"POST {request.url.path} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {credentials}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(request.content)}\r\n\r\n"
    with socket.create_connection((request.url.host, request.url.port or 80)) as line:
        line.sendall(head.encode() + request.content)
        until(lambda: server.waiting == 1)

    # when
    until(lambda: server.waiting == 0)
    key = at_the_job(http)

    # then
    assert only(http, "jobs", processInstanceKey=key)["worker"] == ""


STRAIGHT = bpmn(
    '<bpmn:startEvent id="s" /><bpmn:endEvent id="e" />'
    """<bpmn:scriptTask id="sum"><bpmn:extensionElements><zeebe:script expression="=a + b" resultVariable="c" />
    </bpmn:extensionElements></bpmn:scriptTask>""" + flow("s", "sum") + flow("sum", "e"),
    process_id="straight",
)


def test_creation_waits_for_the_end_and_brings_the_variables(http: httpx.Client) -> None:
    # given
    deploy(http, ("straight.bpmn", STRAIGHT))
    body = {"processDefinitionId": "straight", "variables": {"a": 1, "b": 2.5}, "awaitCompletion": True}

    # then
    assert post(http, "/v2/process-instances", body)["variables"] == {"a": 1, "b": 2.5, "c": 3.5}
    assert post(http, "/v2/process-instances", body | {"fetchVariables": ["c"]})["variables"] == {"c": 3.5}


def test_creation_that_waits_hears_of_an_end_that_comes_later(server: Served, http: httpx.Client) -> None:
    # given
    deploy(http)

    def create() -> Any:
        with httpx.Client(base_url=server.url, auth=("demo", PASSWORD), timeout=60) as client:
            return post(client, "/v2/process-instances", {"processDefinitionId": "case", "awaitCompletion": True})

    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(create)
        until(lambda: server.waiting == 1)
        instance = only(http, "process-instances", processDefinitionId="case")

        # when
        post(http, f"/v2/process-instances/{instance['processInstanceKey']}/cancellation")

        # then
        assert waiting.result(timeout=30)["processInstanceKey"] == instance["processInstanceKey"]


def test_creation_that_waits_in_vain_says_that_the_instance_exists(http: httpx.Client) -> None:
    # given
    deploy(http)

    # when
    response = http.post(
        "/v2/process-instances",
        json={"processDefinitionId": "case", "awaitCompletion": True, "requestTimeout": 1},
    )

    # then
    key = only(http, "process-instances", processDefinitionId="case")["processInstanceKey"]
    assert response.status_code == 504
    assert response.json()["title"] == "DEADLINE_EXCEEDED"
    assert key in response.json()["detail"]


def test_a_repeated_creation_creates_once(http: httpx.Client) -> None:
    # given
    deploy(http)
    headers = {"Idempotency-Key": "k1"}
    body = {"processDefinitionId": "case", "variables": {"number": 1}}

    # when
    answers = [http.post("/v2/process-instances", json=body, headers=headers).json() for _ in range(3)]

    # then
    assert answers[0] == answers[1] == answers[2]
    assert only(http, "process-instances")["processInstanceKey"] == answers[0]["processInstanceKey"]

    # when
    other = http.post("/v2/process-instances", json=body | {"variables": {"number": 2}}, headers=headers)

    # then
    assert (other.status_code, other.json()["code"]) == (409, "idempotency.key_reused")
    assert start(http) != answers[0]["processInstanceKey"]
