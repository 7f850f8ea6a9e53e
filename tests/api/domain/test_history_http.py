"""The history of a case over HTTP, and its verification by an auditor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg

from engine.actor import SYSTEM
from engine.commands.take_checkpoint import TakeCheckpoint
from engine.history.signing import signing_key
from tests.workflows.office import Office
from tests.workflows.plan_case import agency

AsUser = Callable[[str], httpx.Client]


def case_path(office: Office) -> str:
    return f"/api/process-instances/{office.obligation('TTRA', 'O10').process_instance_key}"


def test_the_history_of_a_case_names_each_deed_and_who_did_it(office: Office, as_user: AsUser) -> None:
    agency(office).until_review()
    client = as_user("thanh_tra.cv")

    events = client.get(f"{case_path(office)}/history").json()["items"]

    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["type"], events[0]["labelVi"]) == ("process_instance.created", "Mở hồ sơ")
    drafted = next(event for event in events if event["type"] == "user_task.completed")
    assert (drafted["actor"], drafted["unit"], drafted["position"]) == ("thanh_tra.cv", "TTRA", "CV")
    rest = client.get(f"{case_path(office)}/history", params={"after": 3}).json()["items"]
    assert rest == events[3:]
    assert as_user("tra_binh.cv").get(f"{case_path(office)}/history").status_code == 404
    assert client.get(f"{case_path(office)}/history", params={"after": "x"}).status_code == 400


def test_an_auditor_verifies_a_case_and_the_visit_is_recorded(office: Office, as_user: AsUser) -> None:
    # given
    agency(office).until_review()

    # when
    verdict = as_user("thanh_tra.ttv").post(f"{case_path(office)}/verification").json()

    # then
    assert (verdict["status"], verdict["broken"]) == ("intact", [])
    assert verdict["events"] == verdict["unsealedEvents"] > 10
    visit = office.row("SELECT actor FROM history_event WHERE type = 'history.verified'")
    assert visit.actor == "thanh_tra.ttv"


def test_only_auditors_verify(office: Office, as_user: AsUser) -> None:
    for username in ("tra_binh.cv", "noi_vu.tp"):
        assert as_user(username).post(f"{case_path(office)}/verification").status_code == 403
        assert as_user(username).post("/api/verification").status_code == 403
        assert as_user(username).get("/api/checkpoints").status_code == 403
    assert as_user("thanh_tra.ttv").post("/api/process-instances/1/verification").status_code == 404


def test_what_somebody_altered_in_the_store_is_named(office: Office, as_user: AsUser) -> None:
    # given
    agency(office).until_review()
    root = office.obligation("TTRA", "O10").process_instance_key
    with psycopg.connect(office.application.database_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE history_event DISABLE TRIGGER ALL")
        owner.execute("UPDATE history_event SET actor = 'tra_phu.cv' WHERE stream_key = %s AND seq = 2", (root,))

    # when
    verdict = as_user("thanh_tra.ttv").post(f"{case_path(office)}/verification").json()

    # then
    assert verdict["status"] == "broken"
    assert verdict["broken"][0]["seq"] == 2


def test_the_whole_store_is_verified_with_its_checkpoints(office: Office, as_user: AsUser, tmp_path: Path) -> None:
    # given
    office.engine.ports = replace(office.engine.ports, signing_key=signing_key(tmp_path))
    office.engine.execute(TakeCheckpoint(), SYSTEM)
    client = as_user("thanh_tra.ttv")

    # when
    verdict = client.post("/api/verification").json()

    # then
    assert (verdict["status"], verdict["checkpoints"]) == ("intact", 1)
    assert verdict["streams"] >= 27
    (checkpoint,) = client.get("/api/checkpoints").json()["items"]
    assert checkpoint["number"] == 1
    assert len(checkpoint["hash"]) == 64
