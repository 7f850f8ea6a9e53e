"""The states of an obligation and which one may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from engine import messages
from engine.errors import Conflict
from engine.messages import Language


class Status(StrEnum):
    """Where the carrying out of an obligation stands; being late is a flag beside it."""

    NOT_BUILT = "not_built"
    """Its process has no diagram yet: it is listed and nothing is started."""
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    NOT_APPLICABLE = "not_applicable"
    CANCELLED = "cancelled"
    """Its case was cancelled by somebody who may."""

    def label(self, language: Language = "vi") -> str:
        return messages.text(f"obligations.status.{self.value}", language)


class ObligationStatusNotReachable(Conflict):
    """A diagram reports a state that cannot follow the present one. Fields: case_code, before, after."""

    code = "obligations.status_not_reachable"


FINAL = frozenset({Status.ACCEPTED, Status.NOT_APPLICABLE, Status.CANCELLED})
"""After these nothing is expected of the unit any more."""

WITH_UNIT = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS, Status.RETURNED, Status.WITHDRAWN})
"""The unit has to act; past the due date it is late."""

_FOLLOWING: Mapping[Status, frozenset[Status]] = {
    Status.NOT_STARTED: frozenset({Status.IN_PROGRESS, Status.SUBMITTED, Status.NOT_APPLICABLE}),
    # A draft that its own head sent back is taken up again: in progress once more.
    Status.IN_PROGRESS: frozenset({Status.IN_PROGRESS, Status.SUBMITTED, Status.NOT_APPLICABLE}),
    Status.SUBMITTED: frozenset({Status.RETURNED, Status.ACCEPTED, Status.NOT_APPLICABLE, Status.WITHDRAWN}),
    Status.RETURNED: frozenset({Status.IN_PROGRESS, Status.SUBMITTED}),
    Status.WITHDRAWN: frozenset({Status.IN_PROGRESS, Status.SUBMITTED}),
}


def may_follow(before: Status, after: Status) -> bool:
    """Whether a diagram may report `after` when `before` is the present state."""
    return after in _FOLLOWING.get(before, frozenset())
