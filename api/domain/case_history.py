"""The history of a case for those who may see it, and its verification for those who audit."""

from __future__ import annotations

from typing import Any

from api.call import BadParameter, Call
from api.domain.shaping import shape
from api.json import Answer, Instant, ItemsAnswer
from api.operations import Parameter, Router
from engine import messages
from engine.history.faults import Broken, status_message
from engine.history.verify import Verification
from engine.queries.case_history import CaseEvent, GetCaseHistory
from workflows.verification.queries import ListCheckpoints
from workflows.verification.service import verify_history

router = Router("/api", tag="History", vi="Nhật ký hồ sơ")

MOST_EVENTS = 1000


class CaseEventAnswer(Answer):
    """One event of a case. `payload` is null where it was lawfully erased; it holds what moved and what changed."""

    seq: int
    type: str
    label_vi: str
    label_en: str
    occurred_at: Instant
    actor: str
    actor_kind: str
    on_behalf_of: str | None
    unit: str | None
    position: str | None
    payload: dict[str, Any] | None


class BrokenAnswer(Answer):
    """One thing that does not fit, and where."""

    fault: str
    message_vi: str
    message_en: str
    seq: int | None
    part: int | None
    checkpoint: int | None


class VerificationAnswer(Answer):
    """The verdict: intact, erased (intact, with lawful erasures) or broken, naming each place.

    `unsealedEvents` came after the newest checkpoint: their chain holds them, no signature does yet.
    """

    status: str
    message_vi: str
    message_en: str
    streams: int
    events: int
    erased: int
    checkpoints: int
    unsealed_events: int
    broken: list[BrokenAnswer]


class CheckpointAnswer(Answer):
    """`hash` is what an auditor notes down to know the checkpoint again."""

    number: int
    taken_at: Instant
    streams: int
    hash: str
    public_key_id: str


@router.get(
    "/process-instances/{processInstanceKey}/history",
    vi="Nhật ký của hồ sơ",
    en="The history of a case",
    notes=f"Tối đa {MOST_EVENTS} sự kiện mỗi lần; xem tiếp bằng after. (At most {MOST_EVENTS}; go on with after.)",
    errors=(400, 404),
    parameters=(
        Parameter("after", "Chỉ các sự kiện sau số thứ tự này.", "Only events after this number.",
                  {"type": "integer", "minimum": 0}),
    ),
)  # fmt: skip
def get_case_history(call: Call) -> ItemsAnswer[CaseEventAnswer]:
    query = GetCaseHistory(
        process_instance_key=call.key("processInstanceKey"),
        after_seq=_after(call),
        limit=MOST_EVENTS,
    )
    return ItemsAnswer(items=[_event(event) for event in call.query(query)])


@router.post(
    "/process-instances/{processInstanceKey}/verification",
    vi="Kiểm chứng nhật ký của hồ sơ",
    en="Verify the history of a case",
    notes="Lần kiểm chứng cũng được ghi vào nhật ký. (The visit itself is recorded.)",
    errors=(404,),
)
def verify_case(call: Call) -> VerificationAnswer:
    return _verification(verify_history(call.application.engine, call.key("processInstanceKey"), call.actor))


@router.post("/verification", vi="Kiểm chứng toàn bộ nhật ký", en="Verify the whole store")
def verify_everything(call: Call) -> VerificationAnswer:
    return _verification(verify_history(call.application.engine, None, call.actor))


@router.get("/checkpoints", vi="Các điểm kiểm chứng đã ký", en="List the signed checkpoints")
def list_checkpoints(call: Call) -> ItemsAnswer[CheckpointAnswer]:
    return ItemsAnswer(items=[shape(CheckpointAnswer, each) for each in call.query(ListCheckpoints())])


def _after(call: Call) -> int:
    text = call.parameters.get("after", "0")
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise BadParameter(name="after", value=text[:40], expected="0, 1, 2 …")
    return int(text)


def _event(event: CaseEvent) -> CaseEventAnswer:
    code = f"history.event.{event.type}"
    return shape(CaseEventAnswer, event, label_vi=messages.text(code, "vi"), label_en=messages.text(code, "en"))


def _verification(result: Verification) -> VerificationAnswer:
    return shape(
        VerificationAnswer,
        result,
        message_vi=status_message(result.status, "vi"),
        message_en=status_message(result.status, "en"),
        broken=[_broken(each) for each in result.broken],
    )


def _broken(broken: Broken) -> BrokenAnswer:
    return shape(BrokenAnswer, broken, message_vi=broken.message("vi"), message_en=broken.message("en"))
