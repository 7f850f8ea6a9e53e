"""The service tasks that this program does itself: job type → handler (``bpmn/README.md``, "Job types").

What a handler writes goes through the unit of work of its job: it is committed with the job's completion or not at
all.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.ports import FactListener, JobHandler
from workflows.handlers.escalate import escalate
from workflows.handlers.mark_late import mark_late
from workflows.handlers.obligation_status import report_status
from workflows.handlers.record_plan import record_plan
from workflows.handlers.register_incoming import register_incoming
from workflows.handlers.register_outgoing import register_outgoing
from workflows.handlers.remind import remind
from workflows.obligations.listener import ObligationListener

HANDLERS: Mapping[str, JobHandler] = {
    "quytrinh:obligation-status": report_status,
    "quytrinh:remind": remind,
    "quytrinh:mark-late": mark_late,
    "quytrinh:escalate": escalate,
    "quytrinh:record-plan": record_plan,
    "quytrinh:register-outgoing": register_outgoing,
    "quytrinh:register-incoming": register_incoming,
}

LISTENERS: tuple[FactListener, ...] = (ObligationListener(),)
