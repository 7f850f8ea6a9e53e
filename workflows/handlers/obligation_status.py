"""`quytrinh:obligation-status`: the obligations of a case take the state that the diagram reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine import messages
from engine.ports import JobContext
from workflows.calendar.loading import stored_calendar
from workflows.handlers.reading import member, texts
from workflows.obligations.due_dates import Cause, NewDue, keep_change, new_due
from workflows.obligations.notices import UNIT_ROLES, NoticeKind, give_notice
from workflows.obligations.record import ObligationRecord, of_case
from workflows.obligations.status import ObligationStatusNotReachable, Status, may_follow

Variables = Mapping[str, Any]
Changes = dict[str, Any]


def report_status(context: JobContext) -> Variables:
    """Header `status`. Returns `due_text` when a return moved the due date.

    An obligation that is met in the case of another follows it, unless the unit said, with its reason, that nothing of
    that kind is owed (`coordination.required` is "no").
    """
    status = Status(context.headers["status"])
    records = of_case(context.uow.connection, context.root_key)
    due = _moved_due(context, records) if status is Status.RETURNED else None
    for record in records:
        _report(context, record, status, due)
    return {} if due is None else {"due_text": due.explanation_vi}


def _report(context: JobContext, record: ObligationRecord, status: Status, due: NewDue | None) -> None:
    uow, variables = context.uow, context.variables
    if record.is_host:
        if not may_follow(record.status, status):
            raise ObligationStatusNotReachable(
                case_code=record.case_code, before=record.status.label(), after=status.label()
            )
    elif member(variables, "coordination", "required") == "no":
        record.changed(uow, status=Status.NOT_APPLICABLE, **_waiver(variables))
        return
    changes = _CHANGES[status](record, context)
    if due is not None:
        changes |= due.columns
        keep_change(uow, record.key, record.due_at, due.due_at, Cause.RETURN, changes["reason"])
    record.changed(uow, status=status, **changes)
    if status is Status.RETURNED and record.is_host:
        title = messages.text("obligations.notice.returned_title", "vi", reason=changes["reason"])
        give_notice(uow, record, NoticeKind.RETURNED, UNIT_ROLES, variables, title)


def _moved_due(context: JobContext, records: tuple[ObligationRecord, ...]) -> NewDue | None:
    """The new due date that the diagram has put; None when it is the one that stood."""
    told = context.variables.get("due_at")
    if not records or not isinstance(told, str):
        return None
    due_at = datetime.fromisoformat(told)
    if due_at == records[0].due_at:
        return None
    return new_due(due_at, Cause.RETURN, stored_calendar(context.uow.connection))


# -- what each state brings with it --------------------------------------------------------------------------------


def _in_progress(record: ObligationRecord, context: JobContext) -> Changes:
    return {}


def _submitted(record: ObligationRecord, context: JobContext) -> Changes:
    now = context.uow.now
    document = "plan_document" if record.is_host else "coordination_document"
    return {
        "first_submitted_at": record.first_submitted_at or now,
        "last_submitted_at": now,
        "document": context.variables.get(document),
        "reason": None,
        "reason_codes": [],
    }


def _returned(record: ObligationRecord, context: JobContext) -> Changes:
    codes = texts(member(context.variables, "review", "reasons"))
    parts = [reason_label(code) for code in codes]
    comments = member(context.variables, "review", "comments")
    return {
        "returned_count": record.returned_count + 1,
        "reason": _sentence("; ".join(parts), comments),
        "reason_codes": codes,
    }


def _accepted(record: ObligationRecord, context: JobContext) -> Changes:
    return {"accepted_at": context.uow.now, "reason": None, "reason_codes": []}


def _not_applicable(record: ObligationRecord, context: JobContext) -> Changes:
    reason = member(context.variables, "review", "exemption_reason")
    consent = member(context.variables, "exemption_consent", "comments")
    return {"reason": _sentence(reason, consent), "reason_codes": []}


def _withdrawn(record: ObligationRecord, context: JobContext) -> Changes:
    return {"reason": member(context.variables, "withdrawal", "reason"), "reason_codes": []}


_CHANGES: Mapping[Status, Callable[[ObligationRecord, JobContext], Changes]] = {
    Status.IN_PROGRESS: _in_progress,
    Status.SUBMITTED: _submitted,
    Status.RETURNED: _returned,
    Status.ACCEPTED: _accepted,
    Status.NOT_APPLICABLE: _not_applicable,
    Status.WITHDRAWN: _withdrawn,
}


def _waiver(variables: Variables) -> Changes:
    code = member(variables, "coordination", "waiver_reason")
    note = member(variables, "coordination", "waiver_note")
    codes = [code] if isinstance(code, str) else []
    return {"reason": _sentence("; ".join(map(reason_label, codes)), note), "reason_codes": codes}


def reason_label(code: str) -> str:
    """The words for a coded reason; an office's own code stands for itself."""
    known = f"obligations.reason.{code}"
    return messages.text(known, "vi") if known in messages.codes() else code


def _sentence(head: str | None, tail: str | None) -> str:
    return ". ".join(part.rstrip(".") for part in (head, tail) if part)
