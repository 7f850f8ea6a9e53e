"""Who gets in: nobody without credentials; people by cookie, programs by password or token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from tests.api.conftest import PASSWORD, PASSWORD_HASH, Served
from tests.api.samples import deploy, only, post, start
from tests.engine.waiting import until
from workflows.identity.commands.accounts import NewAccount, OpenAccounts
from workflows.wiring import Application, wire

PUBLIC = {"signIn", "getStatus", "getOpenapiDocument", "getApiReference"}


@pytest.fixture
def browser(server: Served) -> Iterator[httpx.Client]:
    """Signed in by cookie as ``lan``, with the CSRF token in every request."""
    with httpx.Client(base_url=server.url, timeout=60) as client:
        answer = client.post("/api/session", json={"username": "lan", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrfToken"]
        yield client


def test_every_operation_refuses_who_is_not_signed_in(anonymous: httpx.Client, server: Served) -> None:
    # when
    answers = {}
    for path, methods in server.app.openapi()["paths"].items():
        for method, operation in methods.items():
            url = re.sub(r"\{\w+\}", "1", path)
            answers[operation["operationId"]] = anonymous.request(method, url, json={}).status_code

    # then
    assert {name for name, status in answers.items() if status != 401} == PUBLIC
    assert len(answers) > 60


def test_the_document_covers_every_route_of_the_application(server: Served) -> None:
    operations = {(operation.path, operation.method.lower()) for operation in server.app.operations.all}

    documented = {(path, method) for path, methods in server.app.openapi()["paths"].items() for method in methods}
    assert operations == documented
    assert server.app.routes == []


def test_a_session_begins_lives_and_ends(browser: httpx.Client) -> None:
    # when
    session = browser.get("/api/session").json()

    # then
    assert (session["username"], session["mustChangePassword"]) == ("lan", False)
    assert session["csrfToken"] == browser.headers["X-CSRF-Token"]
    assert browser.get("/v2/authentication/me").json()["canLogout"] is True

    # when
    ended = browser.delete("/api/session")

    # then
    assert ended.status_code == 204
    assert "Max-Age=0" in ended.headers["set-cookie"]
    assert browser.get("/v2/authentication/me").status_code == 401


def test_the_cookie_is_kept_from_scripts_and_foreign_pages(anonymous: httpx.Client) -> None:
    # when
    answer = anonymous.post("/api/session", json={"username": "lan", "password": PASSWORD})

    # then
    attributes = {part.strip() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert attributes == {"Path=/", "Max-Age=43200", "HttpOnly", "SameSite=Lax"}
    assert answer.cookies["quytrinh_session"] not in answer.text


def test_behind_https_the_cookie_is_secure(application: Application) -> None:
    # given
    with Served(replace(application, settings=replace(application.settings, https=True))) as https:
        # when
        answer = httpx.post(f"{https.url}/api/session", json={"username": "lan", "password": PASSWORD}, timeout=60)

    # then
    assert "; Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


def test_a_changing_request_by_cookie_needs_the_csrf_token(browser: httpx.Client) -> None:
    # given
    del browser.headers["X-CSRF-Token"]

    # then
    refused = browser.post("/v2/process-instances", json={"processDefinitionId": "case"})
    assert (refused.status_code, refused.json()["code"]) == (403, "http.csrf_token_missing")
    wrong = browser.post("/v2/process-instances", json={}, headers={"X-CSRF-Token": "x"})
    assert wrong.status_code == 403
    assert browser.get("/v2/topology").status_code == 200


def test_a_browser_works_with_its_session(browser: httpx.Client) -> None:
    deploy(browser)

    assert start(browser)


def test_wrong_passwords_are_refused_without_saying_which_names_exist(anonymous: httpx.Client) -> None:
    details = {
        anonymous.post("/api/session", json={"username": name, "password": "sai"}).json()["detail"]
        for name in ("lan", "nobody")
    }
    refused = anonymous.get("/v2/topology", auth=("lan", "sai"))

    assert len(details) == 1
    assert refused.status_code == 401


def test_credentials_that_cannot_be_read_are_refused(anonymous: httpx.Client) -> None:
    for header in ("Basic %%%", "Basic bm9jb2xvbg==", "Digest x", "Bearer qt_unknown", "Bearer", "x"):
        answer = anonymous.get("/v2/topology", headers={"Authorization": header})

        assert answer.status_code == 401


def test_only_programs_are_asked_for_basic(anonymous: httpx.Client) -> None:
    by_program = anonymous.get("/v2/topology")
    by_browser = anonymous.get("/v2/topology", headers={"Sec-Fetch-Mode": "cors"})

    assert by_program.headers["www-authenticate"].startswith("Basic ")
    assert "www-authenticate" not in by_browser.headers


def test_a_personal_token_acts_until_it_is_revoked(http: httpx.Client, anonymous: httpx.Client) -> None:
    # given
    made = post(http, "/api/tokens", {"name": "máy in", "days": 1})
    anonymous.headers["Authorization"] = f"Bearer {made['secret']}"

    # then
    assert made["secret"].startswith("qt_")
    assert anonymous.get("/v2/authentication/me").json()["username"] == "demo"
    assert made["secret"] not in http.get("/api/tokens").text

    # when
    http.delete(f"/api/tokens/{made['tokenKey']}")

    # then
    assert anonymous.get("/v2/authentication/me").status_code == 401


def test_a_first_password_is_changed_before_anything_else(application: Application, anonymous: httpx.Client) -> None:
    # given
    application.engine.execute(
        OpenAccounts(accounts=(NewAccount(username="moi", password_hash=PASSWORD_HASH),)), SYSTEM
    )
    session = post(anonymous, "/api/session", {"username": "moi", "password": PASSWORD})
    anonymous.headers["X-CSRF-Token"] = session["csrfToken"]

    # then
    assert session["mustChangePassword"] is True
    refused = anonymous.post("/v2/user-tasks/search")
    assert (refused.status_code, refused.json()["code"]) == (403, "http.password_must_change")

    # when
    post(anonymous, "/api/session/password", {"oldPassword": PASSWORD, "newPassword": "mật khẩu của riêng tôi"})

    # then: the session in which it was changed goes on
    assert anonymous.post("/v2/user-tasks/search").status_code == 200


def test_acting_for_another_needs_a_delegation(http: httpx.Client) -> None:
    answer = http.get("/v2/authentication/me", headers={"X-On-Behalf-Of": "lan"})

    assert (answer.status_code, answer.json()["code"]) == (403, "identity.no_delegation")


def test_a_session_that_is_over_is_refused(application: Application, browser: httpx.Client) -> None:
    # when
    clock: Any = application.engine.clock
    assert isinstance(clock, PinnedClock)
    clock.pin(clock.now() + timedelta(hours=13))

    # then
    answer = browser.get("/v2/topology")
    assert (answer.status_code, answer.json()["code"]) == (401, "http.session_ended")


def test_without_rights_a_person_sees_and_does_nothing(application: Application, http: httpx.Client) -> None:
    # given
    deploy(http)
    key = start(http)
    with (
        wire(application.settings, clock=PinnedClock(application.engine.clock.now())) as strict,
        Served(strict) as server,
        httpx.Client(base_url=server.url, auth=("guest", PASSWORD), timeout=60) as guest,
    ):
        # then
        assert guest.post("/v2/process-instances/search").json()["items"] == []
        assert guest.get(f"/v2/process-instances/{key}").status_code == 404
        refused = guest.post("/v2/process-instances", json={"processDefinitionId": "case"})
        assert (refused.status_code, refused.json()["code"]) == (403, "access.denied")


def test_the_log_names_the_path_without_its_values(http: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    # given
    deploy(http)
    key = start(http)

    def lines() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == "quytrinh.access"]

    # when
    with caplog.at_level("INFO", logger="quytrinh.access"):
        http.get(f"/v2/process-instances/{key}?note=Lan")
        http.get("/v2/user-tasks/search/Lan")
        until(lambda: len(lines()) == 2)

    # then
    assert [line.split()[:3] for line in lines()] == [
        ["GET", "/v2/process-instances/{processInstanceKey}", "200"],
        ["GET", "–", "404"],
    ]
    assert only(http, "process-instances")["processInstanceKey"] == key


def test_every_response_carries_the_headers_that_keep_browsers_safe(anonymous: httpx.Client) -> None:
    for path in ("/v2/status", "/v2/topology", "/nowhere", "/docs"):
        headers = anonymous.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"
