"""A number is used once in an agency's year; what arrives gets the next one."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.office import Office
from tests.workflows.plan_case import COORDINATION, PLAN, agency, commune
from workflows.registers.entries import Direction, enter_next, enter_with_number
from workflows.registers.queries.list_entries import ListRegister

ENTRY: dict[str, Any] = {
    "unit_code": "TTRA",
    "year": 2025,
    "direction": "outgoing",
    "number": 7,
    "symbol": "KH-TTr",
    "issued_on": None,
    "type_name": None,
    "title": "(mẫu)",
    "signer": None,
    "counterpart": None,
    "registered_on": "2025-03-10",
    "registered_at": "2025-03-10T08:00:00+07:00",
    "process_instance_key": 1,
    "case_code": None,
}


def entered(office: Office, **changes: Any) -> bool:
    with office.engine.database.begin() as connection:
        return enter_with_number(connection, ENTRY | changes)


def test_a_number_is_used_once_in_a_year_of_a_unit(office: Office) -> None:
    assert entered(office)
    assert not entered(office, title="một văn bản khác")
    assert entered(office, year=2026)
    assert entered(office, unit_code="NV")
    assert entered(office, direction="incoming")
    assert entered(office, number=8)


def test_two_cases_that_take_the_same_number_at_once_do_not_both_get_it(office: Office) -> None:
    # given: the first has taken it and not yet committed
    answers: list[bool] = []
    rival = threading.Thread(target=lambda: answers.append(entered(office)))
    with office.engine.database.begin() as first:
        assert enter_with_number(first, ENTRY)

        # when
        rival.start()
    rival.join()

    # then
    assert answers == [False]


def test_what_arrives_at_once_from_many_gets_numbers_without_gap_or_repetition(office: Office) -> None:
    numbers: list[int] = []

    def arrive() -> None:
        for _ in range(5):
            with office.engine.database.begin() as connection:
                numbers.append(enter_next(connection, ENTRY | {"direction": "incoming"}))

    threads = [threading.Thread(target=arrive) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == list(range(1, 21))


def test_the_store_itself_refuses_a_number_below_one(office: Office) -> None:
    with pytest.raises(IntegrityError):
        entered(office, number=0)


def test_a_clerk_who_takes_a_used_number_is_asked_for_another(office: Office) -> None:
    # given: 21 is used for the plan
    case = commune(office)
    case.issue_plan()
    case.done("draft_coordination_plan", "cv", COORDINATION)

    # when
    case.done("check_content", "ct", {"content_check": {"passed": "yes"}}, "KHPH")
    case.done("check_format", "vt", {"format_check": {"passed": "yes"}}, "KHPH")
    signing = {"approved": "yes", "signing_form": "tm", "signer": "Nguyễn Văn An", "signer_title": "Chủ tịch"}
    case.done("sign_document", "ct", {"signing": signing}, "KHPH")
    case.number("KHPH", 21)

    # then
    assert office.open_tasks(case.unit) == ["assign_number"]
    case.number("KHPH", 22)
    assert office.open_tasks(case.unit) == ["issue_document"]
    entries = office.ask(ListRegister(unit=case.unit, year=2025, direction=Direction.OUTGOING), "tra_binh.vt")
    assert [(entry.number, entry.symbol) for entry in entries] == [(21, "KH-UBND"), (22, "KHPH-UBND")]
    assert entries[0].title == PLAN["plan"]["title"]
    assert entries[0].signer == "Nguyễn Văn An"
    assert entries[0].case_code == "KH-2025/XA-TRA-BINH"


def test_a_document_belongs_to_the_year_of_its_issue(office: Office) -> None:
    case = agency(office)
    case.done("draft_plan", "cv", PLAN)
    case.done("check_content", "ctt", {"content_check": {"passed": "yes"}})
    case.done("check_format", "vt", {"format_check": {"passed": "yes"}})
    signing = {"approved": "yes", "signing_form": "tm", "signer": "Nguyễn Văn An", "signer_title": "Chánh Thanh tra"}
    case.done("sign_document", "ctt", {"signing": signing})
    numbering = {"number": 480, "symbol": "KH-TTR", "issued_on": "2024-12-30"}

    case.done("assign_number", "vt", {"numbering": numbering})

    def numbers(year: int) -> list[int]:
        found = office.ask(ListRegister(unit="TTRA", year=year, direction=Direction.OUTGOING), "thanh_tra.vt")
        return [entry.number for entry in found]

    assert (numbers(2024), numbers(2025)) == ([480], [])


def test_each_document_of_a_submission_gets_a_number_of_the_receiver(office: Office) -> None:
    case = commune(office)
    case.issue_plan()
    case.issue_coordination()
    case.submit()
    case.receive()

    found = office.ask(ListRegister(unit="NV", year=2025, direction=Direction.INCOMING), "noi_vu.vt")
    assert [(entry.number, entry.symbol) for entry in found] == [(1, "21/KH-UBND"), (2, "22/KHPH-UBND")]
    assert {entry.counterpart for entry in found} == {"Ủy ban nhân dân xã Trà Bình"}


def test_a_stranger_reads_no_register(office: Office) -> None:
    with pytest.raises(AccessDenied):
        office.ask(ListRegister(unit="TTRA", year=2025, direction=Direction.OUTGOING), "tra_binh.vt")
