"""The working calendar has changed: due dates that still follow from a rule are reckoned anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.dispatch import command_handler
from engine.history.events import ORGANIZATION
from engine.instance_tree import InstanceTree, open_tree
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.calendar.deadlines import LOCAL_ZONE, Deadline
from workflows.calendar.loading import stored_calendar
from workflows.obligations.due_dates import Cause, NewDue, keep_change
from workflows.obligations.events import ObligationEvent
from workflows.obligations.record import ObligationRecord, by_key, of_case
from workflows.obligations.rescheduling import carry_into_case
from workflows.obligations.status import FINAL
from workflows.packs.obligation_model import Obligation
from workflows.programmes.owing import Terms
from workflows.programmes.rows import ProgrammeState, read_programme, read_templates


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalculateDueDates:
    """Of one open programme; `ground` names the announcement that changed the calendar."""

    programme: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDatesRecalculated:
    """`moved` obligations are due at another time, `explained` ones only have another last working day."""

    moved: tuple[int, ...]
    explained: tuple[int, ...]


_OPEN = """
    SELECT o.key FROM obligation o
    WHERE o.programme_code = %s AND o.due_at IS NOT NULL AND o.first_submitted_at IS NULL AND o.status != ALL(%s)
      AND NOT EXISTS (SELECT 1 FROM obligation_due_change c WHERE c.obligation_key = o.key AND c.cause != 'calendar')
    ORDER BY o.process_instance_key NULLS FIRST, o.key"""


@command_handler
def recalculate_due_dates(command: RecalculateDueDates, uow: UnitOfWork) -> DueDatesRecalculated:
    """What was decided for one unit, was returned, or is submitted already, stays as it is. Idempotent."""
    programme = read_programme(uow.connection, command.programme, lock=True)
    uow.require("programme.recalculate", Resource(kind="programme", unit=programme.issuer))
    if programme.state is not ProgrammeState.OPEN or programme.opened_at is None:
        return DueDatesRecalculated(moved=(), explained=())
    terms = Terms(
        calendar=stored_calendar(uow.connection),
        year=programme.year,
        opened_on=programme.opened_at.astimezone(LOCAL_ZONE).date(),
        periods=programme.periods_by_code,
    )
    templates = {template.code: template for template in read_templates(uow.connection, programme.code)}
    recalculation = _Recalculation(uow, terms, templates, command.ground)
    final = [status.value for status in FINAL]
    for key in uow.connection.exec_driver_sql(_OPEN, (programme.code, final)).scalars().all():
        recalculation.reckon(key)
    if recalculation.moved or recalculation.explained:
        payload = {
            "programme": programme.code,
            "ground": command.ground,
            "moved": recalculation.moved,
            "explained": recalculation.explained,
        }
        uow.record_in(ORGANIZATION, ObligationEvent.RECALCULATED, payload)
    return DueDatesRecalculated(moved=tuple(recalculation.moved), explained=tuple(recalculation.explained))


class _Recalculation:
    def __init__(self, uow: UnitOfWork, terms: Terms, templates: Mapping[str, Obligation], ground: str) -> None:
        self._uow = uow
        self._terms = terms
        self._templates = templates
        self._ground = ground
        self.moved: list[int] = []
        self.explained: list[int] = []

    def reckon(self, key: int) -> None:
        found = by_key(self._uow.connection, key)
        deadline = self._deadline(found)
        if deadline is None or _is_same(found, deadline):
            return
        tree, record = self._locked(found)
        if record.first_submitted_at is not None or record.status in FINAL:
            return
        due = NewDue(
            due_at=deadline.due_at,
            explanation_vi=deadline.explanation_vi,
            explanation_en=deadline.explanation_en,
            columns={
                "due_at": deadline.due_at,
                "legal_last_day": deadline.legal_last_day,
                "working_last_day": deadline.working_last_day,
                "due_explanation_vi": deadline.explanation_vi,
                "due_explanation_en": deadline.explanation_en,
                "punctual_until": deadline.legal_last_day,
            },
        )
        self._write(record, due, tree)

    def _write(self, record: ObligationRecord, due: NewDue, tree: InstanceTree | None) -> None:
        has_moved = record.due_at != due.due_at
        if has_moved:
            keep_change(self._uow, record.key, record.due_at, due.due_at, Cause.CALENDAR, self._ground)
        (self.moved if has_moved else self.explained).append(record.key)
        if tree is not None and record.is_host:
            timers = carry_into_case(tree, record.due_at, due)
            payload: dict[str, Any] = {
                "obligation_keys": [record.key],
                "before": record.due_at and record.due_at.isoformat(),
                "after": due.due_at.isoformat(),
                "ground": self._ground,
                "timers": timers,
            }
            self._uow.record(ObligationEvent.DUE_DATE_CHANGED, payload, tree)
        is_late = record.is_late and due.due_at <= self._uow.now
        record.changed(self._uow, **due.columns, is_late=is_late, late_at=record.late_at if is_late else None)

    def _deadline(self, record: ObligationRecord) -> Deadline | None:
        template = self._templates[record.template_code]
        rule = next((due.rule for due in template.dues if due.period == record.period_code), None)
        return None if rule is None or record.period_code is None else self._terms.deadline(rule, record.period_code)

    def _locked(self, found: ObligationRecord) -> tuple[InstanceTree | None, ObligationRecord]:
        """The record after its lock: that of its case, or of its own row when it has none or its case has ended."""
        if found.process_instance_key is None:
            return None, by_key(self._uow.connection, found.key, lock=True)
        tree, _ = open_tree(self._uow, "process_instance", found.process_instance_key)
        record = next(r for r in of_case(self._uow.connection, found.process_instance_key) if r.key == found.key)
        return (tree if tree.state is not None else None), record


def _is_same(record: ObligationRecord, deadline: Deadline) -> bool:
    return (record.due_at, record.working_last_day) == (deadline.due_at, deadline.working_last_day)
