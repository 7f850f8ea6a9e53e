"""A due date is moved by decision or with the calendar: on its ground, and into the running case."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.actor import SYSTEM
from engine.persistence.unit_of_work import AccessDenied
from tests.workflows.office import Office
from tests.workflows.plan_case import ACCEPTED, agency
from workflows.calendar.commands.import_calendar import ImportCalendar
from workflows.calendar.days import CalendarDay, DayKind, DayScope, Mark
from workflows.calendar.files import read_calendar_file
from workflows.obligations.commands.change_due_date import (
    ChangeDueDate,
    DueDateInThePast,
    DueGroundMissing,
    ObligationChangedMeanwhile,
    ObligationEnded,
)
from workflows.obligations.commands.recalculate_due_dates import RecalculateDueDates
from workflows.obligations.record import ObligationNotFound

PROGRAMME = "tra_bong_2025"
GROUND = "Công văn 120/UBND-NV ngày 20/3/2025 (mẫu)"
LATER = datetime(2025, 3, 31, 10, 0, tzinfo=UTC)
"""31/03/2025, 17:00 in Việt Nam; a Monday."""


def change(office: Office, unit: str = "TTRA", template: str = "O10", **more: object) -> ChangeDueDate:
    values: dict[str, object] = {"due_at": LATER, "ground": GROUND} | more
    return ChangeDueDate(obligation_key=office.obligation(unit, template).key, **values)  # type: ignore[arg-type]


def timers(office: Office, unit: str) -> dict[str, datetime]:
    root = office.obligation(unit, "O10").process_instance_key
    return {row.element_id: row.due_at for row in office.rows("SELECT * FROM timer WHERE root_key = %s", root)}


def test_a_decision_is_kept_with_its_ground_and_moves_the_case(office: Office) -> None:
    # when
    answer = office.do(change(office), "noi_vu.tp")

    # then
    details = office.details("TTRA", "O10")
    assert details.obligation.due_at == answer.due_at == LATER
    assert details.obligation.due_explanation_vi == "hạn theo quyết định điều chỉnh: 17:00 thứ Hai, ngày 31/3/2025"
    (kept,) = details.due_changes
    assert (kept.cause, kept.ground, kept.changed_by) == ("decision", GROUND, "noi_vu.tp")
    assert kept.before == datetime(2025, 3, 24, 16, 59, 59, tzinfo=UTC)
    moved = timers(office, "TTRA")
    assert moved["due_reached"] == LATER
    assert moved["late_for_head"] == datetime(2025, 4, 3, 1, 0, tzinfo=UTC), "three working days after the new date"
    assert office.task_row("TTRA", "draft_plan")["due_date"] == LATER
    assert timers(office, "XA-TRA-BINH")["due_reached"] == datetime(2025, 3, 24, 16, 59, 59, tzinfo=UTC)


def test_a_unit_that_was_given_more_time_is_late_only_after_that(office: Office) -> None:
    office.do(change(office), "huyen.pct")

    office.advance_to("2025-03-25T07:00:00+07:00")
    assert not office.obligation("TTRA", "O10").is_late
    assert office.obligation("XA-TRA-BINH", "O10").is_late
    (notice,) = office.details("TTRA", "O10").notices
    assert notice.kind == "due_changed", "the old reminders say nothing"
    assert notice.title.startswith("Thời hạn thay đổi: hạn theo quyết định điều chỉnh: 17:00 thứ Hai")


def test_more_time_after_the_due_date_takes_the_flag_away(office: Office) -> None:
    office.advance_to("2025-03-25T07:00:00+07:00")
    assert office.obligation("TTRA", "O10").is_late

    office.do(change(office), "noi_vu.tp")

    plan = office.obligation("TTRA", "O10")
    assert (plan.is_late, plan.punctual_until) == (False, date(2025, 3, 31))
    office.advance_to("2025-03-31T17:30:00+07:00")
    assert office.obligation("TTRA", "O10").label_vi == "Chưa thực hiện, vừa quá hạn"


def test_what_is_due_together_moves_together(office: Office) -> None:
    answer = office.do(change(office, "XA-TRA-BINH", "O09"), "noi_vu.tp")

    plan, coordination = office.obligation("XA-TRA-BINH", "O10"), office.obligation("XA-TRA-BINH", "O09")
    assert set(answer.obligation_keys) == {plan.key, coordination.key}
    assert plan.due_at == coordination.due_at == LATER


def test_an_obligation_whose_process_is_not_built_is_dated_too(office: Office) -> None:
    office.do(change(office, "VP", "O31"), "noi_vu.tp")

    details = office.details("VP", "O31")
    assert details.obligation.due_at == LATER
    assert details.due_changes[0].before is None


def test_a_due_date_is_not_moved_without_ground_into_the_past_or_on_a_stale_page(office: Office) -> None:
    with pytest.raises(DueGroundMissing):
        office.do(change(office, ground="  vì mưa "), "noi_vu.tp")
    with pytest.raises(DueDateInThePast):
        office.do(change(office, due_at=datetime(2025, 3, 1, tzinfo=UTC)), "noi_vu.tp")
    with pytest.raises(ObligationChangedMeanwhile):
        office.do(change(office, revision=7), "noi_vu.tp")
    with pytest.raises(ObligationNotFound):
        office.do(ChangeDueDate(obligation_key=1, due_at=LATER, ground=GROUND), "noi_vu.tp")
    assert office.details("TTRA", "O10").due_changes == []


def test_only_those_who_decide_move_a_due_date(office: Office) -> None:
    for username in ("thanh_tra.ctt", "noi_vu.cv", "thanh_tra.ttv"):
        with pytest.raises(AccessDenied):
            office.do(change(office), username)


def test_what_has_ended_is_not_dated_any_more(office: Office) -> None:
    case = agency(office)
    case.until_review()
    case.review(ACCEPTED)

    with pytest.raises(ObligationEnded):
        office.do(change(office), "noi_vu.tp")


# -- the calendar --------------------------------------------------------------------------------------------------


def test_a_day_off_that_is_announced_later_moves_the_last_working_day_and_is_recorded(office: Office) -> None:
    # given: 24/03/2025 becomes a day off
    file = read_calendar_file("vn_2025")
    extra = CalendarDay(
        date=date(2025, 3, 24),
        kind=DayKind.HOLIDAY,
        scope=DayScope.ALL,
        name="Ngày nghỉ đột xuất (mẫu)",
        legal_ground="Thông báo (mẫu)",
        mark=Mark.ASSUMPTION,
    )
    imported = office.engine.execute(
        ImportCalendar(year=2025, source="thông báo (mẫu)", days=(*file.days, extra)), SYSTEM
    )
    assert (imported.added, imported.changed, imported.removed) == (1, 0, 0)

    # when
    answer = office.engine.execute(RecalculateDueDates(programme=PROGRAMME, ground="Thông báo (mẫu)"), SYSTEM)

    # then
    plan = office.obligation("TTRA", "O10")
    assert plan.working_last_day == date(2025, 3, 21)
    assert plan.due_at == datetime(2025, 3, 24, 16, 59, 59, tzinfo=UTC), "the law's own day has not moved"
    assert plan.key in answer.explained
    assert answer.moved == ()
    text = office.row(
        "SELECT value::jsonb AS value FROM variable WHERE scope_key = %s AND name = 'due_text'",
        plan.process_instance_key,
    )
    assert text.value == plan.due_explanation_vi
    assert "21/3/2025" in text.value
    again = office.engine.execute(RecalculateDueDates(programme=PROGRAMME, ground="Thông báo (mẫu)"), SYSTEM)
    assert (again.moved, again.explained) == ((), ())


def test_what_was_decided_for_one_unit_is_not_reckoned_anew(office: Office) -> None:
    office.do(change(office), "noi_vu.tp")
    file = read_calendar_file("vn_2025")
    days = tuple(day for day in file.days if day.date.month != 4)
    office.engine.execute(ImportCalendar(year=2025, source="vn_2025", days=days), SYSTEM)

    office.engine.execute(RecalculateDueDates(programme=PROGRAMME, ground="Thông báo (mẫu)"), SYSTEM)

    assert office.obligation("TTRA", "O10").due_at == LATER


def test_importing_the_same_calendar_again_changes_nothing(office: Office) -> None:
    answer = office.engine.execute(ImportCalendar.of(read_calendar_file("vn_2025")), SYSTEM)

    assert not answer.is_changed


def test_expressions_see_an_imported_day_at_once(office: Office) -> None:
    add_working_days = office.engine.ports.functions["add_working_days"]
    assert add_working_days("2025-03-21", 1) == date(2025, 3, 24)
    file = read_calendar_file("vn_2025")
    extra = CalendarDay(
        date=date(2025, 3, 24),
        kind=DayKind.HOLIDAY,
        scope=DayScope.ALL,
        name="(mẫu)",
        legal_ground="(mẫu)",
        mark=Mark.ASSUMPTION,
    )

    office.engine.execute(ImportCalendar(year=2025, source="(mẫu)", days=(*file.days, extra)), SYSTEM)

    assert add_working_days("2025-03-21", 1) == date(2025, 3, 25)
