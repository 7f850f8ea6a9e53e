"""The working calendar, and what it makes of a due rule."""

from __future__ import annotations

from typing import Any

from api.call import Call
from api.domain.shaping import Day, read_day, shape, year_in_path
from api.json import Answer, Body, Instant
from api.operations import Router
from workflows.calendar.queries.calendar_year import CalendarYear, ExplainDeadline, GetCalendarYear

router = Router("/api/calendar", tag="Calendar", vi="Lịch làm việc")


class CalendarDayAnswer(Answer):
    """Why a day differs from an ordinary day of its week; a provisional one is not announced yet."""

    date: Day
    kind: str
    scope: str
    name: str
    legal_ground: str
    mark: str
    is_provisional: bool


class CalendarYearAnswer(Answer):
    """The days of a year that differ, and how many are worked."""

    year: int
    working_days: int
    days: list[CalendarDayAnswer]


class DeadlineBody(Body):
    """`rule` as in the obligations of a pack; `reference` is the day it counts from, `year` completes a rule of every
    year."""

    rule: dict[str, Any]
    reference: Day | None = None
    year: int | None = None


class DeadlineAnswer(Answer):
    """`legalLastDay` is the last day the rule allows, `workingLastDay` the last working day on or before it."""

    due_at: Instant
    legal_last_day: Day
    working_last_day: Day
    opens_on: Day | None
    is_provisional: bool
    explanation_vi: str
    explanation_en: str


@router.get("/{year}", vi="Lịch làm việc của một năm", en="The calendar of a year", errors=(400, 409))
def get_calendar_year(call: Call) -> CalendarYearAnswer:
    found: CalendarYear = call.query(GetCalendarYear(year=year_in_path(call)))
    return shape(CalendarYearAnswer, found, days=[shape(CalendarDayAnswer, day) for day in found.days])


@router.post(
    "/deadline",
    vi="Tính và giải thích một thời hạn",
    en="Compute and explain a deadline",
    errors=(409,),
    example={"rule": {"kind": "before_date", "date": "05-25"}, "year": 2025},
    answer_example={
        "dueAt": "2025-05-24T16:59:59.000Z",
        "legalLastDay": "2025-05-24",
        "workingLastDay": "2025-05-23",
        "opensOn": None,
        "isProvisional": False,
        "explanationVi": "trước ngày 25/5/2025 là Chủ nhật → làm việc cuối cùng: thứ Sáu 23/5/2025",
        "explanationEn": "before 25 May 2025, a Sunday → last working day: Friday 23 May 2025",
    },
)
def explain_deadline(call: Call, body: DeadlineBody) -> DeadlineAnswer:
    reference = None if body.reference is None else read_day(body.reference, "reference")
    return shape(DeadlineAnswer, call.query(ExplainDeadline(rule=body.rule, reference=reference, year=body.year)))
