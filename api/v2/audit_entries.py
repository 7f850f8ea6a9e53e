"""Events of our history in the words of Camunda 8's audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.history.events import EventType
from engine.queries.case_history import CaseEvent

ENTITY_TYPES = (
    "AUTHORIZATION", "BATCH", "CLIENT", "DECISION", "GROUP", "INCIDENT", "JOB", "MAPPING_RULE", "PROCESS_INSTANCE",
    "RESOURCE", "ROLE", "TENANT", "USER", "USER_TASK", "VARIABLE",
)  # fmt: skip
OPERATION_TYPES = (
    "ASSIGN", "CANCEL", "COMPLETE", "CREATE", "DELETE", "EVALUATE", "MIGRATE", "MODIFY", "RESOLVE", "RESUME",
    "SUSPEND", "UNASSIGN", "UNKNOWN", "UPDATE",
)  # fmt: skip
CATEGORIES = ("ADMIN", "DEPLOYED_RESOURCES", "USER_TASKS")

_DEEDS: dict[str, tuple[str, str, str | None]] = {
    EventType.PROCESS_INSTANCE_CREATED: ("PROCESS_INSTANCE", "CREATE", None),
    EventType.PROCESS_INSTANCE_CONTINUED: ("PROCESS_INSTANCE", "UPDATE", None),
    EventType.PROCESS_INSTANCE_CANCELLED: ("PROCESS_INSTANCE", "CANCEL", None),
    EventType.PROCESS_INSTANCE_MIGRATED: ("PROCESS_INSTANCE", "MIGRATE", None),
    EventType.PROCESS_INSTANCE_MODIFIED: ("PROCESS_INSTANCE", "MODIFY", None),
    EventType.VARIABLES_UPDATED: ("VARIABLE", "UPDATE", "scope_key"),
    EventType.USER_TASK_ASSIGNED: ("USER_TASK", "ASSIGN", "user_task_key"),
    EventType.USER_TASK_UNASSIGNED: ("USER_TASK", "UNASSIGN", "user_task_key"),
    EventType.USER_TASK_UPDATED: ("USER_TASK", "UPDATE", "user_task_key"),
    EventType.USER_TASK_COMPLETED: ("USER_TASK", "COMPLETE", "user_task_key"),
    EventType.JOB_COMPLETED: ("JOB", "COMPLETE", "job_key"),
    EventType.JOB_FAILED: ("JOB", "UPDATE", "job_key"),
    EventType.JOB_ERROR_THROWN: ("JOB", "UPDATE", "job_key"),
    EventType.JOB_UPDATED: ("JOB", "UPDATE", "job_key"),
    EventType.INCIDENT_RESOLVED: ("INCIDENT", "RESOLVE", "incident_key"),
}
"""Entity, operation, and where in the payload the entity's key is; without one it is the case itself."""

_REFUSED = {"user_task": "USER_TASK", "job": "JOB", "incident": "INCIDENT", "element_instance": "VARIABLE"}
_OPERATIONS = {
    "claim": "ASSIGN", "assign": "ASSIGN", "unassign": "UNASSIGN", "update": "UPDATE", "complete": "COMPLETE",
    "cancel": "CANCEL", "create": "CREATE", "resolve": "RESOLVE",
}  # fmt: skip
_ACTORS = {"user": "USER", "anonymous": "ANONYMOUS", "system": "UNKNOWN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An event with what the audit log says of it."""

    event: CaseEvent
    entity_type: str
    operation_type: str
    entity_key: str
    result: str
    user_task_key: int | None
    job_key: int | None

    @property
    def audit_log_key(self) -> str:
        """Root key and position in its history, as one number."""
        return f"{self.event.root_key}{self.event.seq:010d}"

    @property
    def category(self) -> str:
        return "USER_TASKS" if self.entity_type == "USER_TASK" else "DEPLOYED_RESOURCES"

    @property
    def occurred_at(self) -> datetime:
        return self.event.occurred_at

    @property
    def actor_id(self) -> str:
        return self.event.actor

    @property
    def actor_type(self) -> str:
        return _ACTORS.get(self.event.actor_kind, "CLIENT")

    @property
    def process_instance_key(self) -> int:
        return self.event.root_key

    @property
    def element_instance_key(self) -> int | None:
        return self.user_task_key


def deed_of(event: CaseEvent, user_task_key: int | None = None) -> Deed:
    """The event as an entry; `user_task_key` is the task whose log is read, which brought or ended by it."""
    payload = event.payload or {}
    if event.type == EventType.ACCESS_REFUSED:
        entity, operation, key = _refusal(payload)
    else:
        entity, operation, place = _DEEDS.get(event.type, ("PROCESS_INSTANCE", "UNKNOWN", None))
        key = payload.get(place) if place else None
    task = key if entity == "USER_TASK" and key is not None else user_task_key
    return Deed(
        event=event,
        entity_type=entity,
        operation_type=operation,
        entity_key=str(event.root_key if key is None else key),
        result="FAIL" if event.type == EventType.ACCESS_REFUSED else "SUCCESS",
        user_task_key=task,
        job_key=key if entity == "JOB" else None,
    )


def _refusal(payload: dict[str, Any]) -> tuple[str, str, int | None]:
    action = str(payload.get("action", "")).rpartition(".")[2]
    entity = _REFUSED.get(str(payload.get("kind")), "PROCESS_INSTANCE")
    return entity, _OPERATIONS.get(action, "UNKNOWN"), payload.get("key")
