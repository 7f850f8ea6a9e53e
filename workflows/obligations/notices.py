"""Notices: who was told what of an obligation, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from engine import messages
from engine.messages import Language
from engine.persistence.unit_of_work import UnitOfWork
from workflows.obligations.record import ObligationRecord
from workflows.obligations.tables import obligation_notice


class NoticeKind(StrEnum):
    """What a notice is for."""

    REMINDER = "reminder"
    LATE = "late"
    URGE = "urge"
    """The superior is told, and urges the unit."""
    LATE_LIST = "late_list"
    """The unit goes on the list of those that are late."""
    RETURNED = "returned"
    DUE_CHANGED = "due_changed"

    def label(self, language: Language = "vi") -> str:
        return messages.text(f"obligations.notice.{self.value}", language)


UNIT_ROLES = ("focal_officer", "unit_head")
"""Those of the unit who are told what concerns it (``bpmn/README.md``, candidate groups)."""


def give_notice(
    uow: UnitOfWork,
    record: ObligationRecord,
    kind: NoticeKind,
    roles: Iterable[str],
    variables: Mapping[str, Any],
    title: str | None = None,
) -> None:
    """Queue a notice to `roles`, found as a task of the case would find its candidates.

    Without `title` the kind has its own. Nobody is found for a role that no unit around has; the notice is kept.
    """
    principals = uow.ports.resolver.resolve(None, (), tuple(roles), variables).principals
    uow.batch.insert(
        obligation_notice,
        {
            "key": uow.next_key(),
            "obligation_key": record.key,
            "kind": kind,
            "occurred_at": uow.now,
            "recipients": list(principals),
            "title": title or kind.label(),
        },
    )
