"""Obligations: one with all that happened to it, its due date, and the withdrawal of what was submitted."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from api.call import Call, Reply
from api.domain.shaping import Day, shape
from api.json import Answer, Body, Instant, Key, read_instant
from api.operations import Router
from workflows.obligations.commands.change_due_date import LEAST_GROUND, ChangeDueDate
from workflows.obligations.commands.withdraw_submission import LEAST_REASON, WithdrawSubmission
from workflows.obligations.queries.get_obligation import GetObligation, ObligationDetails
from workflows.obligations.view import ObligationView

router = Router("/api/obligations", tag="Obligations", vi="Nhiệm vụ phải nộp")

LONGEST_REASON = 2000


class ObligationAnswer(Answer):
    """What one unit owes for one period. `label` is its state in one phrase; `daysLate` are working days.

    `hostKey` is the obligation in whose case this one is met. `punctualUntil` is the last day of the first submission,
    which a return does not move. `notices` counts what was sent.
    """

    key: Key
    programme_code: str
    template_code: str
    paragraph: str
    task: str
    deliverable_code: str
    deliverable_title: str
    unit_code: str
    unit_name: str
    unit_short_name: str
    unit_kind: str
    period_code: str | None
    receiver_code: str | None
    receiver_name: str | None
    status: str
    label_vi: str
    label_en: str
    is_late: bool
    days_late: int
    due_at: Instant | None
    legal_last_day: Day | None
    working_last_day: Day | None
    punctual_until: Day | None
    due_explanation_vi: str | None
    due_explanation_en: str | None
    first_submitted_at: Instant | None
    last_submitted_at: Instant | None
    accepted_at: Instant | None
    returned_count: int
    reason: str | None
    reason_codes: list[str]
    document: dict[str, Any] | None
    host_key: Key | None
    case_code: str | None
    process_instance_key: Key | None
    notices: int
    revision: int


class DueChangeAnswer(Answer):
    """A change of the due date; `cause` is decision, return or calendar, `ground` what it rests on."""

    before: Instant | None
    after: Instant
    cause: str
    cause_label: str
    ground: str
    changed_at: Instant
    changed_by: str


class NoticeAnswer(Answer):
    """Who was told what; `recipients` are candidate groups."""

    kind: str
    kind_label: str
    occurred_at: Instant
    recipients: list[str]
    title: str


class PlannedTaskAnswer(Answer):
    """A task that the accepted plan promises; `budget` in đồng."""

    position: int
    content: str
    lead: str | None
    partners: str | None
    due: Day | None
    product: str | None
    budget: Annotated[Any, Meta(extra_json_schema={"type": ["number", "null"]}, examples=[5000000])]


class ObligationDetailsAnswer(Answer):
    """Changes and notices in the order of happening."""

    obligation: ObligationAnswer
    due_changes: list[DueChangeAnswer]
    notices: list[NoticeAnswer]
    planned_tasks: list[PlannedTaskAnswer]


class DueDateBody(Body):
    """`ground` names the document or instruction; `revision` makes sure that the page was not stale."""

    due_at: Instant
    ground: Annotated[str, Meta(min_length=LEAST_GROUND, max_length=LONGEST_REASON)]
    revision: int | None = None


class DueDateAnswer(Answer):
    """What is due together in a case has moved together."""

    obligation_keys: list[Key]
    due_at: Instant
    explanation_vi: str
    explanation_en: str


class WithdrawalBody(Body):
    """``redraft`` leaves the obligation with the unit, ``end`` ends the case."""

    choice: Literal["redraft", "end"]
    reason: Annotated[str, Meta(min_length=LEAST_REASON, max_length=LONGEST_REASON)]


def obligation_answer(view: ObligationView) -> ObligationAnswer:
    return shape(ObligationAnswer, view)


@router.get(
    "/{obligationKey}",
    vi="Xem một nhiệm vụ cùng các lần đổi hạn, thông báo, việc theo dõi",
    en="Get an obligation with its due changes, notices and planned tasks",
    errors=(404,),
)
def get_obligation(call: Call) -> Reply[ObligationDetailsAnswer]:
    found: ObligationDetails = call.query(GetObligation(key=call.key("obligationKey")))
    content = ObligationDetailsAnswer(
        obligation=obligation_answer(found.obligation),
        due_changes=[shape(DueChangeAnswer, each) for each in found.due_changes],
        notices=[shape(NoticeAnswer, each) for each in found.notices],
        planned_tasks=[shape(PlannedTaskAnswer, each) for each in found.planned_tasks],
    )
    return Reply(content=content, headers={"etag": f'"{found.obligation.revision}"'})


@router.post(
    "/{obligationKey}/due-date",
    vi="Thay đổi thời hạn, có căn cứ",
    en="Change a due date, on a ground",
    notes="Thời hạn mới được chuyển vào hồ sơ đang chạy: công việc đang mở, mốc đánh dấu chậm và mốc đôn đốc. "
    "(The new date is carried into the running case: open tasks, late mark and escalation.)",
    errors=(404, 409),
    example={"dueAt": "2025-03-31T10:00:00.000Z", "ground": "Công văn 120/UBND-NV ngày 20/3/2025 (mẫu)"},
)
def change_due_date(call: Call, body: DueDateBody) -> DueDateAnswer:
    changed = call.execute(
        ChangeDueDate(
            obligation_key=call.key("obligationKey"),
            due_at=read_instant(body.due_at, "dueAt"),
            ground=body.ground,
            revision=body.revision,
        )
    )
    return shape(DueDateAnswer, changed, obligation_keys=[str(key) for key in changed.obligation_keys])


@router.post(
    "/{obligationKey}/withdrawal",
    vi="Đơn vị thu hồi văn bản đã gửi, trước khi có kết quả",
    en="The unit takes back what it has submitted, before there is a result",
    errors=(404, 409),
    example={"choice": "redraft", "reason": "Phát hiện sai số liệu ở phụ lục"},
)
def withdraw_submission(call: Call, body: WithdrawalBody) -> None:
    command = WithdrawSubmission(obligation_key=call.key("obligationKey"), choice=body.choice, reason=body.reason)
    call.execute(command)
