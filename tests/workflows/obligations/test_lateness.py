"""Time passes: units are reminded, marked late, urged, listed, and still may submit."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.workflows.office import Office
from tests.workflows.plan_case import ACCEPTED, RETURNED, agency
from workflows.obligations.queries.list_obligations import ListObligations
from workflows.obligations.queries.submission_list import GetSubmissionList
from workflows.obligations.view import Filter

PROGRAMME = "tra_bong_2025"


@pytest.fixture
def only_agency(office: Office) -> Office:
    """Only Thanh tra huyện keeps its timers: what one unit goes through, all go through."""
    root = office.obligation("TTRA", "O10").process_instance_key
    with office.engine.database.connect() as connection:
        connection.exec_driver_sql("DELETE FROM timer WHERE root_key != %s", (root,))
        connection.connection.driver_connection.commit()  # type: ignore[union-attr]
    return office


def test_past_the_due_date_every_unit_that_did_nothing_is_late(office: Office) -> None:
    # given
    agency(office).until_review()

    # when
    office.advance_to("2025-03-25T07:00:00+07:00")

    # then
    matrix = office.matrix(PROGRAMME, "noi_vu.cv")
    column = next(column for column in matrix.columns if column.template_code == "O10")
    assert (column.counts.late, column.counts.by_status) == (26, {"submitted": 1, "not_started": 26})
    late = office.ask(ListObligations(filter=Filter(programme=PROGRAMME, late=True)), "noi_vu.cv")
    assert {view.template_code for view in late} == {"O09", "O10"}
    assert len(late) == 26 + 16
    plan = office.obligation("XA-TRA-BINH", "O10")
    assert plan.label_vi == "Chưa thực hiện, quá hạn 1 ngày làm việc"
    assert office.obligation("TTRA", "O10").label_vi == "Đã gửi, chờ kết quả"


def test_a_late_unit_is_reminded_marked_urged_and_listed_in_this_order(only_agency: Office) -> None:
    office = only_agency

    office.advance_to("2025-04-01T09:00:00+07:00")

    details = office.details("TTRA", "O10")
    assert [(notice.kind, notice.occurred_at.date()) for notice in details.notices] == [
        ("reminder", date(2025, 3, 17)),
        ("reminder", date(2025, 3, 20)),
        ("reminder", date(2025, 3, 21)),
        ("late", date(2025, 3, 24)),
        ("reminder", date(2025, 3, 25)),
        ("urge", date(2025, 3, 27)),
        ("late_list", date(2025, 3, 31)),
    ]
    told = [notice.recipients for notice in details.notices]
    assert told[0] == ["group:focal_officer@TTRA"]
    assert told[2] == ["group:unit_head@TTRA"]
    assert told[5] == ["group:internal_affairs_head@NV"]
    assert told[6] == ["group:district_leader@UBND-H"]
    assert details.notices[0].title == "Còn 5 ngày làm việc đến hạn"
    assert (details.obligation.is_late, details.obligation.days_late) == (True, 6)


def test_nobody_is_reminded_of_what_is_submitted(only_agency: Office) -> None:
    agency(only_agency).until_review()

    only_agency.advance_to("2025-04-01T09:00:00+07:00")

    details = only_agency.details("TTRA", "O10")
    assert details.notices == []
    assert not details.obligation.is_late


def test_a_late_unit_still_submits_and_the_flag_tells_that_it_was_late(only_agency: Office) -> None:
    # given
    office, case = only_agency, agency(only_agency)
    office.advance_to("2025-03-27T15:00:00+07:00")

    # when
    case.until_review()
    office.advance_to("2025-04-03T15:00:00+07:00")
    case.review(ACCEPTED)

    # then
    plan = office.obligation("TTRA", "O10")
    assert (plan.status, plan.is_late, plan.days_late) == ("accepted", True, 3)
    assert plan.label_vi == "Đạt, nộp chậm 3 ngày làm việc"
    found = office.ask(GetSubmissionList(programme=PROGRAMME, deliverable="KH-2025"), "noi_vu.cv")
    assert [view.unit_code for view in found.late] == ["TTRA"]


def test_who_completes_a_returned_plan_too_late_was_still_punctual_the_first_time(only_agency: Office) -> None:
    # given: in time, returned on 21/03 with 26/03 as the new date
    office, case = only_agency, agency(only_agency)
    case.until_review()
    office.advance_to("2025-03-21T10:00:00+07:00")
    case.review(RETURNED)
    assert office.obligation("TTRA", "O10").due_at == datetime(2025, 3, 26, 10, 0, tzinfo=UTC)

    # when
    office.advance_to("2025-03-28T10:00:00+07:00")

    # then
    plan = office.obligation("TTRA", "O10")
    assert (plan.is_late, plan.days_late, plan.label_vi) == (True, 2, "Yêu cầu bổ sung, quá hạn 2 ngày làm việc")
    case.until_review()
    plan = office.obligation("TTRA", "O10")
    assert (plan.status, plan.days_late, plan.was_punctual) == ("submitted", 2, True)
