"""What people look up over HTTP: units, legal bases, the calendar, registers."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.workflows.office import Office
from tests.workflows.plan_case import agency

AsUser = Callable[[str], httpx.Client]


def test_units_are_found_without_accents(as_user: AsUser) -> None:
    client = as_user("tra_binh.cv")

    found = client.get("/api/units", params={"text": "tra binh"}).json()["items"]
    assert found[0]["code"] == "XA-TRA-BINH"
    assert found[0]["validTo"] == "2025-06-30"
    entry = client.get("/api/units/XA-TRA-BUI").json()
    assert {each["successor"] for each in entry["successors"]} == {"XA-CA-DAM", "XA-TAY-TRA-BONG"}
    assert client.get("/api/units/nope").status_code == 404
    assert client.get("/api/units", params={"on": "hôm nay"}).status_code == 400


def test_legal_bases_in_force_on_a_day(as_user: AsUser) -> None:
    client = as_user("tra_binh.cv")

    everything = client.get("/api/legal-bases").json()["items"]
    in_2026 = client.get("/api/legal-bases", params={"on": "2026-02-01"}).json()["items"]
    codes = {item["code"] for item in in_2026}
    assert len(everything) > len(in_2026) > 0
    assert "ND-98-2023" not in codes
    assert "ND-152-2025" in codes


def test_the_calendar_of_a_year_and_an_explained_deadline(as_user: AsUser) -> None:
    client = as_user("tra_binh.cv")

    year = client.get("/api/calendar/2025").json()
    assert {"date": "2025-04-26", "kind": "working_makeup"}.items() <= next(
        day for day in year["days"] if day["date"] == "2025-04-26"
    ).items()
    assert 245 < year["workingDays"] < 255
    assert client.get("/api/calendar/2031").status_code == 409
    assert client.get("/api/calendar/hai").status_code == 400
    body = {"rule": {"kind": "before_date", "date": "05-25"}, "year": 2025}
    deadline = client.post("/api/calendar/deadline", json=body).json()
    assert deadline["workingLastDay"] == "2025-05-23"
    assert deadline["explanationVi"] == "trước ngày 25/5/2025 là Chủ nhật → làm việc cuối cùng: thứ Sáu 23/5/2025"
    refused = client.post("/api/calendar/deadline", json={"rule": {"kind": "some_day"}})
    assert refused.status_code == 400
    assert refused.json()["errors"]


def test_a_unit_reads_its_own_registers(office: Office, as_user: AsUser) -> None:
    agency(office).until_review()

    (sent,) = as_user("thanh_tra.vt").get("/api/registers/TTRA/2025/outgoing").json()["items"]
    assert (sent["number"], sent["symbol"], sent["typeName"]) == (21, "KH-UBND", "Kế hoạch")
    (taken,) = as_user("noi_vu.vt").get("/api/registers/NV/2025/incoming").json()["items"]
    assert (taken["number"], taken["symbol"], taken["counterpart"]) == (1, "21/KH-UBND", "Thanh tra huyện Trà Bồng")
    assert as_user("tra_binh.vt").get("/api/registers/TTRA/2025/outgoing").status_code == 403
    assert as_user("thanh_tra.vt").get("/api/registers/TTRA/2025/sideways").status_code == 400
