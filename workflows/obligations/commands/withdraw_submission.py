"""A unit takes back what it has submitted, before there is a result: to draft it anew, or for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.dispatch import command_handler
from engine.errors import Conflict, InvalidInput
from engine.instance_tree import open_tree
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.obligations.events import ObligationEvent
from workflows.obligations.record import by_key

MESSAGE = "plan_withdrawal"
"""Name of the message that a diagram hears while a submission may be taken back (``bpmn/README.md``, "Message")."""
LEAST_REASON = 10


class ObligationNotSubmitted(Conflict):
    """There is no submission that could be taken back now. Fields: unit, status."""

    code = "obligations.not_submitted"


class WithdrawalReasonMissing(InvalidInput):
    """The receiver must be told why. Fields: least."""

    code = "obligations.withdrawal_reason_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSubmission:
    """``redraft`` leaves the obligation with the unit, ``end`` ends the case."""

    obligation_key: int
    choice: Literal["redraft", "end"]
    reason: str


@command_handler
def withdraw_submission(command: WithdrawSubmission, uow: UnitOfWork) -> None:
    """The diagram reports the new state by a job, as it reports all others."""
    found = by_key(uow.connection, command.obligation_key)
    uow.require("obligation.withdraw", Resource(kind="obligation", key=found.key, unit=found.unit_code))
    reason = command.reason.strip()
    if len(reason) < LEAST_REASON:
        raise WithdrawalReasonMissing(least=LEAST_REASON)
    if found.process_instance_key is None:
        raise ObligationNotSubmitted(unit=found.unit_code, status=found.status.label())
    tree, _ = open_tree(uow, "process_instance", found.process_instance_key)
    heard = [
        row
        for row in tree.waits["message_subscription"].values()
        if row["message_name"] == MESSAGE and row["correlation_key"] == found.case_code
    ]
    if not heard:
        status = by_key(uow.connection, found.key).status
        raise ObligationNotSubmitted(unit=found.unit_code, status=status.label())
    withdrawal = {"choice": command.choice, "reason": reason}
    tree.execution.trigger(heard[0]["element_instance_key"], heard[0]["element_id"], {"withdrawal": withdrawal})
    uow.record(ObligationEvent.WITHDRAWN, {"obligation_key": found.key, "element_id": heard[0]["element_id"]}, tree)
