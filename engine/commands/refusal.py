"""Records that the policy refused somebody something."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dispatch import command_handler
from engine.history.events import ACCESS, EventType
from engine.instance_tree import InstanceNotFound, open_tree
from engine.persistence.unit_of_work import AccessDenied, UnitOfWork

_IN_A_TREE = {"process_instance", "user_task", "job", "incident", "element_instance"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRefusal:
    """What was refused: in the history of the case it is about, else in the access stream."""

    action: str
    kind: str
    key: int | None

    @classmethod
    def of(cls, denied: AccessDenied) -> RecordRefusal:
        return cls(action=denied.action, kind=denied.resource.kind, key=denied.resource.key)


@command_handler
def record_refusal(command: RecordRefusal, uow: UnitOfWork) -> None:
    uow.permit_own_deed()
    payload = {"action": command.action, "kind": command.kind, "key": command.key}
    if command.kind in _IN_A_TREE and command.key is not None:
        try:
            tree, _ = open_tree(uow, command.kind, command.key)
        except InstanceNotFound:
            pass
        else:
            uow.record(EventType.ACCESS_REFUSED, payload, tree)
            return
    uow.record_in(ACCESS, EventType.ACCESS_REFUSED, payload)
