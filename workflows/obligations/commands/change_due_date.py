"""Somebody who may decides another due date for an obligation, with the ground for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import messages
from engine.dispatch import command_handler
from engine.errors import Conflict, InvalidInput
from engine.history.events import ORGANIZATION
from engine.instance_tree import open_tree
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.calendar.deadlines import LOCAL_ZONE
from workflows.calendar.loading import stored_calendar
from workflows.obligations.due_dates import Cause, NewDue, keep_change, new_due
from workflows.obligations.events import ObligationEvent
from workflows.obligations.notices import UNIT_ROLES, NoticeKind, give_notice
from workflows.obligations.record import ObligationRecord, by_key, of_case
from workflows.obligations.rescheduling import carry_into_case
from workflows.obligations.status import FINAL

LEAST_GROUND = 10
"""Characters: enough to name the document that the change rests on."""


class DueGroundMissing(InvalidInput):
    """A due date is not moved without saying what it rests on. Fields: least."""

    code = "obligations.due_ground_missing"


class DueDateInThePast(InvalidInput):
    """The new due date is over already. Fields: due_at."""

    code = "obligations.due_in_the_past"


class ObligationEnded(Conflict):
    """Nothing is expected of the unit any more. Fields: unit, status."""

    code = "obligations.ended"


class ObligationChangedMeanwhile(Conflict):
    """Somebody else changed it after it was read. Fields: revision."""

    code = "obligations.changed_meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDueDate:
    """`due_at` is aware; with `revision` the change is made only on the state that the caller has seen."""

    obligation_key: int
    due_at: datetime
    ground: str
    revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateChanged:
    """All obligations of the case that were due together move together."""

    obligation_keys: tuple[int, ...]
    due_at: datetime
    explanation_vi: str
    explanation_en: str


@command_handler
def change_due_date(command: ChangeDueDate, uow: UnitOfWork) -> DueDateChanged:
    found = by_key(uow.connection, command.obligation_key)
    uow.require(
        "obligation.change_due_date", Resource(kind="obligation", key=command.obligation_key, unit=found.unit_code)
    )
    ground = command.ground.strip()
    if len(ground) < LEAST_GROUND:
        raise DueGroundMissing(least=LEAST_GROUND)
    if command.due_at <= uow.now:
        raise DueDateInThePast(due_at=f"{command.due_at.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}")
    due = new_due(command.due_at, Cause.DECISION, stored_calendar(uow.connection))
    if found.process_instance_key is None:
        records: tuple[ObligationRecord, ...] = (_checked(by_key(uow.connection, found.key, lock=True), command),)
        payload = _payload(records, due, ground)
        uow.record_in(ORGANIZATION, ObligationEvent.DUE_DATE_CHANGED, payload)
    else:
        records = _in_case(uow, command, found.process_instance_key, due, ground)
    for record in records:
        keep_change(uow, record.key, record.due_at, due.due_at, Cause.DECISION, ground)
        record.changed(uow, **due.columns, **_punctuality(record, due))
    _tell(uow, records[0], due, ground)
    return DueDateChanged(
        obligation_keys=tuple(record.key for record in records),
        due_at=due.due_at,
        explanation_vi=due.explanation_vi,
        explanation_en=due.explanation_en,
    )


def _in_case(
    uow: UnitOfWork, command: ChangeDueDate, root_key: int, due: NewDue, ground: str
) -> tuple[ObligationRecord, ...]:
    tree, _ = open_tree(uow, "process_instance", root_key)
    all_of_case = of_case(uow.connection, root_key)
    asked = _checked(next(record for record in all_of_case if record.key == command.obligation_key), command)
    if tree.state is None:
        raise ObligationEnded(unit=asked.unit_code, status=asked.status.label())
    records = tuple(r for r in all_of_case if r.due_at == asked.due_at and r.status not in FINAL)
    timers = carry_into_case(tree, asked.due_at, due)
    uow.record(ObligationEvent.DUE_DATE_CHANGED, {**_payload(records, due, ground), "timers": timers}, tree)
    return records


def _checked(record: ObligationRecord, command: ChangeDueDate) -> ObligationRecord:
    if record.status in FINAL:
        raise ObligationEnded(unit=record.unit_code, status=record.status.label())
    if command.revision is not None and command.revision != record.revision:
        raise ObligationChangedMeanwhile(revision=record.revision)
    return record


def _punctuality(record: ObligationRecord, due: NewDue) -> dict[str, Any]:
    """A unit that was given more time before it submitted is judged by that, even when it was late already."""
    if record.first_submitted_at is not None:
        return {}
    return {"punctual_until": due.columns["legal_last_day"], "is_late": False, "late_at": None}


def _tell(uow: UnitOfWork, record: ObligationRecord, due: NewDue, ground: str) -> None:
    """The unit learns of it: the reminders that its case has planned for the old date will say nothing."""
    title = messages.text("obligations.notice.due_changed_title", "vi", explanation=due.explanation_vi, ground=ground)
    give_notice(uow, record, NoticeKind.DUE_CHANGED, UNIT_ROLES, {"unit": {"code": record.unit_code}}, title)


def _payload(records: tuple[ObligationRecord, ...], due: NewDue, ground: str) -> dict[str, Any]:
    before = records[0].due_at
    return {
        "obligation_keys": [record.key for record in records],
        "before": before and before.isoformat(),
        "after": due.due_at.isoformat(),
        "ground": ground,
    }
