"""An obligation as people read it: with names and labels, and how late it is on the day it is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from engine import messages
from engine.messages import Language
from engine.queries.reader import Reader
from workflows.calendar.days import WorkingCalendar
from workflows.calendar.deadlines import LOCAL_ZONE
from workflows.calendar.loading import stored_calendar
from workflows.obligations.status import WITH_UNIT, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationView:
    """`is_late` counts a due date that passed a moment ago; `days_late` are working days, 0 on the day itself.

    `label` is the state in one phrase, such as "Chưa thực hiện, quá hạn 2 ngày làm việc". `host_key` is the obligation
    in whose case this one is met. `punctual_until` is the last day of the first submission, which returns do not move.
    `notices` counts what was sent.
    """

    key: int
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
    due_at: datetime | None
    legal_last_day: date | None
    working_last_day: date | None
    punctual_until: date | None
    due_explanation_vi: str | None
    due_explanation_en: str | None
    first_submitted_at: datetime | None
    last_submitted_at: datetime | None
    accepted_at: datetime | None
    returned_count: int
    reason: str | None
    reason_codes: list[str]
    document: dict[str, Any] | None
    host_key: int | None
    case_code: str | None
    process_instance_key: int | None
    notices: int
    revision: int

    @property
    def was_punctual(self) -> bool:
        """Whether the first submission came in time; a deliverable without a date is never late."""
        if self.first_submitted_at is None:
            return False
        return self.punctual_until is None or _local(self.first_submitted_at) <= self.punctual_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which obligations; None leaves a field open. `late` counts those that are late at this moment."""

    programme: str | None = None
    key: int | None = None
    unit: str | None = None
    template: str | None = None
    deliverable: str | None = None
    statuses: tuple[str, ...] | None = None
    late: bool | None = None


_VIEWS = """
    SELECT o.*, t.paragraph, t.task, t.deliverable_title, u.name AS unit_name, u.short_name AS unit_short_name,
      u.kind AS unit_kind, r.name AS receiver_name, coalesce(n.notices, 0) AS notices
    FROM obligation o
    JOIN obligation_template t ON t.programme_code = o.programme_code AND t.code = o.template_code
    JOIN organization_unit u ON u.code = o.unit_code
    LEFT JOIN organization_unit r ON r.code = o.receiver_code
    LEFT JOIN LATERAL (SELECT count(*) AS notices FROM obligation_notice n WHERE n.obligation_key = o.key) n ON true
    WHERE (%(everything)s OR o.unit_code = ANY(%(units)s))
      AND (%(programme)s::text IS NULL OR o.programme_code = %(programme)s)
      AND (%(key)s::bigint IS NULL OR o.key = %(key)s)
      AND (%(unit)s::text IS NULL OR o.unit_code = %(unit)s)
      AND (%(template)s::text IS NULL OR o.template_code = %(template)s)
      AND (%(deliverable)s::text IS NULL OR o.deliverable_code = %(deliverable)s)
      AND (%(statuses)s::text[] IS NULL OR o.status = ANY(%(statuses)s))
      AND (%(late)s::boolean IS NULL
        OR %(late)s = (o.is_late OR o.status = ANY(%(with_unit)s) AND coalesce(o.due_at <= %(now)s, false)))
    ORDER BY u.ordinal, u.code, t.ordinal, o.period_code NULLS FIRST, o.key"""


def read_views(reader: Reader, wanted: Filter) -> list[ObligationView]:
    """The obligations that the actor may see, by unit in the usual order, then by their place in the plan."""
    seen = reader.visibility("obligation")
    now = reader.now()
    values = {
        "everything": seen.everything,
        "units": sorted(seen.units),
        "programme": wanted.programme,
        "key": wanted.key,
        "unit": wanted.unit,
        "template": wanted.template,
        "deliverable": wanted.deliverable,
        "statuses": None if wanted.statuses is None else list(wanted.statuses),
        "late": wanted.late,
        "with_unit": [status.value for status in WITH_UNIT],
        "now": now,
    }
    lateness = Lateness(reader, now)
    rows = reader.connection.exec_driver_sql(_VIEWS, values).mappings().all()
    return [_view(dict(row), lateness) for row in rows]


class Lateness:
    """Reckons working days of delay; the calendar is read only when something is late."""

    def __init__(self, reader: Reader, now: datetime) -> None:
        self._reader = reader
        self._now = now

    def is_late(self, row: Mapping[str, Any]) -> bool:
        is_over = row["due_at"] is not None and row["due_at"] <= self._now
        return bool(row["is_late"]) or (is_over and Status(row["status"]) in WITH_UNIT)

    def days(self, row: Mapping[str, Any]) -> int:
        """By the first submission, or until now while there is none; by the last one when only that was late."""
        last_day, submitted_at = row["punctual_until"], row["first_submitted_at"]
        if last_day is not None and submitted_at is not None and _local(submitted_at) <= last_day:
            last_day = row["legal_last_day"]
            submitted_at = None if Status(row["status"]) in WITH_UNIT else row["last_submitted_at"]
        if last_day is None:
            return 0
        return max(0, self._calendar.working_days_between(last_day, _local(submitted_at or self._now)))

    @cached_property
    def _calendar(self) -> WorkingCalendar:
        return stored_calendar(self._reader.connection)


def _local(moment: datetime) -> date:
    return moment.astimezone(LOCAL_ZONE).date()


_NAMES = (
    "key", "programme_code", "template_code", "paragraph", "task", "deliverable_code", "deliverable_title",
    "unit_code", "unit_name", "unit_short_name", "unit_kind", "period_code", "receiver_code", "receiver_name", "status",
    "due_at", "legal_last_day", "working_last_day", "punctual_until", "due_explanation_vi", "due_explanation_en",
    "first_submitted_at", "last_submitted_at", "accepted_at", "returned_count", "reason", "reason_codes", "document",
    "host_key", "case_code", "process_instance_key", "notices", "revision",
)  # fmt: skip


def _view(row: Mapping[str, Any], lateness: Lateness) -> ObligationView:
    is_late = lateness.is_late(row)
    days = lateness.days(row) if is_late else 0
    status = Status(row["status"])
    return ObligationView(
        **{name: row[name] for name in _NAMES},
        is_late=is_late,
        days_late=days,
        label_vi=_label(status, is_late, days, "vi"),
        label_en=_label(status, is_late, days, "en"),
    )


def _label(status: Status, is_late: bool, days: int, language: Language) -> str:
    if not is_late:
        return status.label(language)
    when = "overdue" if status in WITH_UNIT else "submitted_late"
    when += "" if days else ".first_day"
    return messages.text(f"obligations.label.{when}", language, status=status.label(language), days=days)
