"""`quytrinh:register-incoming`: what was sent enters the register of what the receiving unit takes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.ports import JobContext
from workflows.calendar.deadlines import LOCAL_ZONE
from workflows.handlers.reading import day, member, objects
from workflows.registers.entries import Direction, enter_next


def register_incoming(context: JobContext) -> Mapping[str, Any]:
    """Returns `incoming` `{number, registered_on, numbers}`: each document has a number, `number` is the first one's.

    An unregistered document imposes no duty, so one that came without particulars is registered too
    (Nghị định 30/2020/NĐ-CP, Điều 22).
    """
    variables = context.variables
    today = context.uow.now.astimezone(LOCAL_ZONE).date()
    documents = objects(variables.get("documents")) or [{"title": variables.get("case_code")}]
    numbers = [enter_next(context.uow.connection, _entry(context, document)) for document in documents]
    return {"incoming": {"number": numbers[0], "numbers": numbers, "registered_on": today.isoformat()}}


def _entry(context: JobContext, document: Mapping[str, Any]) -> dict[str, Any]:
    variables, uow = context.variables, context.uow
    today = uow.now.astimezone(LOCAL_ZONE).date()
    reference = "/".join(str(document[name]) for name in ("number", "symbol") if document.get(name))
    return {
        "unit_code": member(variables, "receiver", "code"),
        "year": today.year,
        "direction": Direction.INCOMING.value,
        "symbol": reference or None,
        "issued_on": day(document.get("issued_on")),
        "type_name": document.get("type_name"),
        "title": document.get("title") or "",
        "signer": document.get("signer"),
        "counterpart": member(variables, "unit", "name"),
        "registered_on": today,
        "registered_at": uow.now,
        "process_instance_key": context.root_key,
        "case_code": variables.get("case_code"),
    }
