"""An obligation follows its case from the first draft to its end, whichever end that is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.commands.cancel_process_instance import CancelProcessInstance
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.office import Office
from tests.workflows.plan_case import (
    ACCEPTED,
    EXEMPTION,
    NO_COORDINATION,
    PLAN,
    RETURNED,
    PlanCase,
    agency,
    commune,
)
from workflows.obligations.commands.withdraw_submission import (
    ObligationNotSubmitted,
    WithdrawalReasonMissing,
    WithdrawSubmission,
)
from workflows.obligations.queries.submission_list import GetSubmissionList

PROGRAMME = "tra_bong_2025"


def statuses(office: Office, unit: str = "XA-TRA-BINH") -> tuple[str, str]:
    return office.obligation(unit, "O10").status, office.obligation(unit, "O09").status


def test_a_commune_drafts_signs_submits_is_returned_once_and_is_accepted(office: Office) -> None:
    case = commune(office)
    assert statuses(office) == ("not_started", "not_started")

    # drafting and signing
    case.done("draft_plan", "cv", PLAN)
    assert statuses(office) == ("in_progress", "in_progress")
    case.sign("KH")
    case.issue_coordination()

    # the first submission, on 14/03
    office.advance_to("2025-03-14T10:00:00+07:00")
    case.submit()
    assert statuses(office) == ("submitted", "submitted")
    first = office.obligation(case.unit, "O10").first_submitted_at
    assert first == datetime(2025, 3, 14, 3, 0, tzinfo=UTC)
    case.receive()

    # returned for missing content, on 24/03, the last day
    office.advance_to("2025-03-24T10:00:00+07:00")
    case.review(RETURNED)
    plan = office.obligation(case.unit, "O10")
    assert plan.status == "returned"
    assert plan.returned_count == 1
    assert plan.reason_codes == ["missing_content"]
    assert plan.reason == "Thiếu nội dung, chỉ tiêu. Bổ sung chỉ tiêu và kinh phí từng nhiệm vụ"
    assert plan.due_at == datetime(2025, 3, 27, 10, 0, tzinfo=UTC), "three working days after the return"
    assert plan.punctual_until == date(2025, 3, 24), "a return gives no more time for the first submission"

    # completed, submitted again, accepted
    case.issue_plan()
    case.submit()
    case.receive()
    office.advance_to("2025-03-26T15:00:00+07:00")
    case.review(ACCEPTED)
    plan = office.obligation(case.unit, "O10")
    assert statuses(office) == ("accepted", "accepted")
    assert plan.first_submitted_at == first
    assert plan.accepted_at == datetime(2025, 3, 26, 8, 0, tzinfo=UTC)
    assert (plan.is_late, plan.days_late, plan.label_vi) == (False, 0, "Đạt")
    assert plan.document is not None
    assert plan.document["symbol"] == "KH-UBND"
    assert (
        office.row("SELECT state FROM process_instance WHERE key = %s", plan.process_instance_key).state == "COMPLETED"
    )


def test_a_return_is_kept_with_its_ground_and_tells_the_unit(office: Office) -> None:
    # given
    case = agency(office)
    case.until_review()
    office.advance_to("2025-03-24T10:00:00+07:00")

    # when
    case.review(RETURNED)

    # then
    details = office.details("TTRA", "O10")
    (change,) = details.due_changes
    assert (change.cause, change.cause_label) == ("return", "Yêu cầu bổ sung")
    assert change.before == datetime(2025, 3, 24, 16, 59, 59, tzinfo=UTC)
    assert change.after == datetime(2025, 3, 27, 10, 0, tzinfo=UTC)
    assert change.ground == "Thiếu nội dung, chỉ tiêu. Bổ sung chỉ tiêu và kinh phí từng nhiệm vụ"
    notice = details.notices[-1]
    assert notice.kind == "returned"
    assert notice.recipients == ["group:focal_officer@TTRA", "group:unit_head@TTRA"]
    assert details.obligation.due_explanation_vi == (
        "hạn hoàn thiện sau khi có yêu cầu bổ sung: 17:00 thứ Năm, ngày 27/3/2025"
    )
    text = office.row(
        "SELECT value::jsonb AS value FROM variable WHERE scope_key = %s AND name = 'due_text'",
        details.obligation.process_instance_key,
    )
    assert text.value == details.obligation.due_explanation_vi, "the forms of the case show it"


def test_an_early_return_leaves_the_due_date(office: Office) -> None:
    case = agency(office)
    case.until_review()

    case.review(RETURNED)

    details = office.details("TTRA", "O10")
    assert details.due_changes == []
    assert details.obligation.due_at == datetime(2025, 3, 24, 16, 59, 59, tzinfo=UTC)
    assert details.obligation.status == "returned"


def test_the_tasks_of_an_accepted_plan_are_kept_to_be_followed_up(office: Office) -> None:
    case = commune(office)
    case.issue_plan()
    case.issue_coordination()
    case.submit()
    case.receive()
    case.review(ACCEPTED)

    first, second = office.details(case.unit, "O10").planned_tasks
    assert (first.position, first.lead, first.due) == (1, "Công chức Văn hóa - Xã hội", date(2025, 6, 30))
    assert first.budget == 5_000_000
    assert (second.content, second.partners, second.budget) == ("Đối thoại trực tiếp với Nhân dân", None, None)
    (cooperation,) = office.details(case.unit, "O09").planned_tasks
    assert cooperation.content == "Vận động Nhân dân hiến đất làm đường"


def test_a_township_without_coordination_plan_gives_its_reason(office: Office) -> None:
    # given
    case = PlanCase(office, "TT-TRA-XUAN", "tra_xuan")
    case.done("draft_coordination_plan", "cv", NO_COORDINATION)

    # when
    case.issue_plan()
    case.submit()

    # then
    assert statuses(office, case.unit) == ("submitted", "not_applicable")
    coordination = office.obligation(case.unit, "O09")
    assert coordination.reason_codes == ["already_in_plan"]
    assert coordination.reason == (
        "Nội dung phối hợp đã nằm trong kế hoạch chung đã ký. Nội dung phối hợp nằm trong chương trình chung đã ký"
    )
    case.receive()
    case.review(ACCEPTED)
    assert statuses(office, case.unit) == ("accepted", "not_applicable")


def test_a_unit_to_which_the_duty_does_not_apply_says_so_and_internal_affairs_agrees(office: Office) -> None:
    # given
    case = agency(office)
    case.done("draft_plan", "cv", EXEMPTION)
    case.sign("CV")
    case.submit()
    case.receive()
    case.review({"review": {"result": "not_applicable", "exemption_reason": "Đơn vị chấm dứt hoạt động trong năm"}})
    assert office.obligation("TTRA", "O10").status == "submitted", "the head has not agreed yet"

    # when
    consent = {"exemption_consent": {"agreed": "yes", "comments": "Đồng ý với đề nghị"}}
    office.complete("TTRA", "consent_exemption", "noi_vu.tp", consent)

    # then
    plan = office.obligation("TTRA", "O10")
    assert (plan.status, plan.label_vi) == ("not_applicable", "Không thuộc diện")
    assert plan.reason == "Đơn vị chấm dứt hoạt động trong năm. Đồng ý với đề nghị"


def test_a_unit_takes_its_submission_back_and_submits_anew(office: Office) -> None:
    # given
    case = agency(office)
    case.until_review()
    key = office.obligation("TTRA", "O10").key

    # when
    office.do(WithdrawSubmission(obligation_key=key, choice="redraft", reason="Phát hiện sai số liệu"), "thanh_tra.cv")

    # then
    plan = office.obligation("TTRA", "O10")
    assert (plan.status, plan.reason) == ("withdrawn", "Phát hiện sai số liệu")
    assert office.open_tasks("TTRA") == ["draft_plan"]
    case.until_review()
    case.review(ACCEPTED)
    assert office.obligation("TTRA", "O10").status == "accepted"


def test_a_submission_taken_back_for_good_ends_the_case(office: Office) -> None:
    case = agency(office)
    case.until_review()
    plan = office.obligation("TTRA", "O10")

    command = WithdrawSubmission(obligation_key=plan.key, choice="end", reason="Nhiệm vụ chuyển cho đơn vị khác")
    office.do(command, "thanh_tra.ctt")

    assert office.obligation("TTRA", "O10").status == "withdrawn"
    assert (
        office.row("SELECT state FROM process_instance WHERE key = %s", plan.process_instance_key).state == "COMPLETED"
    )


def test_only_the_unit_itself_takes_back_what_it_submitted_and_only_while_it_is_reviewed(office: Office) -> None:
    case = agency(office)
    key = office.obligation("TTRA", "O10").key
    command = WithdrawSubmission(obligation_key=key, choice="end", reason="Nhiệm vụ chuyển cho đơn vị khác")

    with pytest.raises(ObligationNotSubmitted):
        office.do(command, "thanh_tra.cv")
    case.until_review()
    for stranger in ("tra_binh.cv", "noi_vu.cv", "thanh_tra.ttv"):
        with pytest.raises(AccessDenied):
            office.do(command, stranger)
    with pytest.raises(WithdrawalReasonMissing):
        office.do(WithdrawSubmission(obligation_key=key, choice="end", reason="  vì  "), "thanh_tra.cv")
    assert office.obligation("TTRA", "O10").status == "submitted"


def test_a_cancelled_case_leaves_its_obligations_cancelled_with_the_reason(office: Office) -> None:
    plan = office.obligation("XA-TRA-BINH", "O10")
    assert plan.process_instance_key is not None

    command = CancelProcessInstance(process_instance_key=plan.process_instance_key, reason="Mở nhầm đơn vị")
    office.do(command, "noi_vu.tp")

    assert statuses(office) == ("cancelled", "cancelled")
    assert office.obligation("XA-TRA-BINH", "O10").reason == "Mở nhầm đơn vị"
    assert office.obligation("TTRA", "O10").status == "not_started"


def test_the_list_of_submissions_tells_who_was_in_time(office: Office) -> None:
    # given: one in time, one exempt, the others have done nothing
    case = agency(office)
    case.until_review()
    key = office.obligation("XA-TRA-PHU", "O10").process_instance_key
    assert key is not None
    office.do(CancelProcessInstance(process_instance_key=key, reason="Mở nhầm đơn vị"), "noi_vu.tp")

    # when
    found = office.ask(GetSubmissionList(programme=PROGRAMME, deliverable="KH-2025"), "noi_vu.cv")

    # then
    assert [view.unit_code for view in found.on_time] == ["TTRA"]
    assert found.late == []
    assert [view.unit_code for view in found.exempt] == ["XA-TRA-PHU"]
    assert len(found.missing) == 25
