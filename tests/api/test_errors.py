"""What clients read when something is wrong: problem documents in Vietnamese and English, never a traceback."""

from __future__ import annotations

import json
from typing import Any

import camunda_orchestration_sdk as sdk
import camunda_orchestration_sdk.models as models
import httpx
import pytest
from camunda_orchestration_sdk.errors import ApiError

from api.limits import DEPTH, JSON_BYTES
from tests.api.conftest import Served
from tests.api.samples import by_id, deploy, only, start
from workflows.wiring import Application


def problem(response: httpx.Response, status: int, title: str) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert (response.status_code, document["status"], document["title"]) == (status, status, title)
    assert document["instance"] == response.request.url.path
    assert {"type", "detail", "detail_en", "code"} <= set(document)
    return document


def test_the_sdk_reads_errors_as_typed_ones(client: sdk.CamundaClient, http: httpx.Client) -> None:
    # when
    with pytest.raises(ApiError) as unknown:
        client.get_user_task(sdk.UserTaskKey("42"))
    with pytest.raises(ApiError) as not_deployed:
        client.create_process_instance(data=by_id("nowhere"))
    deploy(http)
    start(http)
    task = sdk.UserTaskKey(only(http, "user-tasks")["userTaskKey"])
    with pytest.raises(ApiError) as bad_form:
        client.complete_user_task(task, data=models.UserTaskCompletionRequest())

    # then
    assert unknown.value.status_code == 404
    assert isinstance(unknown.value.parsed, models.ProblemDetail)
    assert unknown.value.parsed.title == "NOT_FOUND"
    assert not_deployed.value.status_code == 404
    assert bad_form.value.status_code == 400
    assert isinstance(bad_form.value.parsed, models.ProblemDetail)
    assert bad_form.value.parsed.additional_properties["errors"][0]["path"] == "title"


def test_a_bad_submission_names_every_field_in_both_languages(http: httpx.Client) -> None:
    # given
    deploy(http)
    start(http)
    task = only(http, "user-tasks")

    # when
    response = http.post(
        f"/v2/user-tasks/{task['userTaskKey']}/completion", json={"variables": {"title": "", "cost": 0}}
    )

    # then
    document = problem(response, 400, "INVALID_ARGUMENT")
    assert [error["path"] for error in document["errors"]] == ["title", "cost"]
    for error in document["errors"]:
        assert set(error) == {"path", "code", "detail", "detail_en", "element_id", "line", "resource"}
        assert error["detail"] != error["detail_en"]


def test_a_broken_diagram_is_told_with_file_element_and_line(http: httpx.Client) -> None:
    # given
    diagram = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://example.org">
<process id="p" isExecutable="true"><startEvent id="s" /><serviceTask id="pay" /><endEvent id="e" />
<sequenceFlow id="f" sourceRef="s" targetRef="pay" /><sequenceFlow id="g" sourceRef="pay" targetRef="e" />
</process></definitions>"""

    # when
    response = http.post("/v2/deployments", files=[("resources", ("hồ sơ.bpmn", diagram))])

    # then
    document = problem(response, 400, "INVALID_ARGUMENT")
    places = [(error["resource"], error["element_id"], error["line"]) for error in document["errors"]]
    assert ("hồ sơ.bpmn", "pay", 3) in places


def test_a_finished_task_cannot_be_done_again(http: httpx.Client) -> None:
    # given
    deploy(http)
    start(http)
    path = f"/v2/user-tasks/{only(http, 'user-tasks')['userTaskKey']}"
    http.post(f"{path}/completion", json={"variables": {"title": "x", "cost": 1}})

    # when
    response = http.post(f"{path}/completion", json={"variables": {"title": "x", "cost": 1}})

    # then
    assert problem(response, 409, "INVALID_STATE")["code"] == "user_task.not_open"


SHAPES: list[tuple[dict[str, Any], str, str]] = [
    ({"timeout": 1, "maxJobsToActivate": 1}, "http.field_missing", "type"),
    ({"type": "x", "timeout": 1, "maxJobsToActivate": 1, "typo": 1}, "http.field_unknown", "typo"),
    ({"type": "x", "timeout": "1", "maxJobsToActivate": 1}, "http.wrong_type", "timeout"),
    ({"type": "x", "timeout": 1, "maxJobsToActivate": 0}, "http.wrong_value", "maxJobsToActivate"),
    ({"type": "x", "timeout": 1, "maxJobsToActivate": 1, "worker": [1]}, "http.wrong_type", "worker"),
]  # fmt: skip


def test_a_request_of_the_wrong_shape_names_the_field(http: httpx.Client) -> None:
    for body, code, path in SHAPES:
        # when
        document = problem(http.post("/v2/jobs/activation", json=body), 400, "INVALID_ARGUMENT")

        # then
        assert [(error["code"], error["path"]) for error in document["errors"]] == [(code, path)]
        assert path in document["detail"]


UNREADABLE: list[tuple[bytes, str]] = [
    (b"{", "http.not_json"),
    (b"\xff\xfe", "http.not_json"),
    (b'{"variables": {"a": "\\ud800"}}', "http.not_json"),
    (b'{"variables": {"a": "\\u0000"}}', "http.nul_character"),
    (b'{"variables": {"a": ' + b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1) + b"}}", "http.too_deep"),
    (b'{"variables": {"a": ' + b"[" * 100_000, "http.too_deep"),
    (b"[]", "http.body_invalid"),
    (b"null", "http.body_invalid"),
]  # fmt: skip


def test_a_body_that_cannot_be_read_is_refused(http: httpx.Client) -> None:
    for content, code in UNREADABLE:
        # when
        response = http.post(
            "/v2/process-instances", content=content, headers={"Content-Type": "application/json; charset=utf-8"}
        )

        # then
        assert problem(response, 400, "INVALID_ARGUMENT")["code"] == code


def test_brackets_within_texts_are_not_depth(http: httpx.Client) -> None:
    # given
    deploy(http)

    # then
    assert start(http, variables={"number": 1, "text": "[{" * 1000 + '"\\' * 1000, "list": [[[]]] * 100})


def test_a_body_that_is_too_large_is_refused_by_length_and_by_content(http: httpx.Client) -> None:
    # given
    large = b'{"variables": {"a": "' + b"x" * JSON_BYTES + b'"}}'
    json_type = {"Content-Type": "application/json"}

    # when
    by_length = http.post("/v2/process-instances", content=large, headers=json_type)
    in_parts = http.post(
        "/v2/process-instances", content=(large[i : i + 65536] for i in range(0, len(large), 65536)), headers=json_type
    )

    # then
    problem(by_length, 413, "CONTENT_TOO_LARGE")
    problem(in_parts, 413, "CONTENT_TOO_LARGE")


def test_other_media_types_methods_and_paths_are_refused(http: httpx.Client) -> None:
    text = http.post("/v2/process-instances", content=b"{}", headers={"Content-Type": "text/plain"})
    method = http.put("/v2/process-instances")
    path = http.get("/v2/nowhere")

    problem(text, 415, "UNSUPPORTED_MEDIA_TYPE")
    assert problem(method, 405, "METHOD_NOT_ALLOWED")
    assert method.headers["allow"] == "POST"
    assert problem(path, 404, "NOT_FOUND")["code"] == "http.path_not_found"


def test_a_key_that_is_none_is_named(http: httpx.Client) -> None:
    for key in ("x", "1" * 26, "9223372036854775808", "1.5", "٣"):
        document = problem(http.get(f"/v2/user-tasks/{key}"), 400, "INVALID_ARGUMENT")

        assert document["code"] == "http.bad_key"
        assert "userTaskKey" in document["detail"]


def test_a_deployment_without_files_is_refused(http: httpx.Client) -> None:
    no_files = http.post("/v2/deployments", files={"other": ("a.bpmn", b"<a/>")})
    no_form = http.post("/v2/deployments", content=b"x", headers={"Content-Type": "multipart/form-data"})
    json_body = http.post("/v2/deployments", json={})

    assert problem(no_files, 400, "INVALID_ARGUMENT")["code"] == "http.no_resources"
    assert problem(no_form, 400, "INVALID_ARGUMENT")["code"] == "http.not_multipart"
    problem(json_body, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_what_comes_later_says_so(client: sdk.CamundaClient, http: httpx.Client, server: Served) -> None:
    # when
    document = problem(http.post("/v2/signals/broadcast", json={"signalName": "x"}), 501, "NOT_IMPLEMENTED")
    refused = {
        (path, method): http.request(method, path.replace("{", "").replace("}", "")).status_code
        for path, methods in server.app.openapi()["paths"].items()
        for method, operation in methods.items()
        if "Not yet" in operation["tags"]
    }

    # then
    assert "message" in document["detail"]
    assert len(refused) > 10
    assert set(refused.values()) == {501}


class Unforeseen(Exception):
    """A fault of ours."""


def test_a_fault_of_ours_shows_an_id_and_no_more(
    application: Application, http: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # given
    def fail(*_: object, **__: object) -> None:
        raise Unforeseen("mật khẩu là 123")

    monkeypatch.setattr(application.engine, "query", fail)

    # when
    response = http.post("/v2/user-tasks/search")

    # then
    document = problem(response, 500, "INTERNAL_ERROR")
    assert document["error_id"] in document["detail"]
    assert "123" not in response.text
    assert "Traceback" not in response.text
    [record] = [record for record in caplog.records if record.name == "api.errors"]
    assert document["error_id"] in record.getMessage()
    assert record.exc_info is not None


def test_problems_are_json_for_any_language(http: httpx.Client) -> None:
    response = http.get("/v2/user-tasks/1")

    assert "Không tìm thấy" in json.loads(response.content)["detail"]
