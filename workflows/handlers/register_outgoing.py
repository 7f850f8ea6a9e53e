"""`quytrinh:register-outgoing`: a document enters the register of what its unit sends out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import messages
from engine.ports import BpmnError, JobContext
from workflows.calendar.deadlines import LOCAL_ZONE
from workflows.handlers.reading import day, member
from workflows.registers.entries import Direction, enter_with_number

NUMBER_TAKEN = "NUMBER_TAKEN"


def register_outgoing(context: JobContext) -> Mapping[str, Any]:
    """Returns `register_entry`. Throws the BPMN error NUMBER_TAKEN when the number is used in the unit's year.

    The year is that of issue, which numbers restart with (Nghị định 30/2020/NĐ-CP, Điều 15), not that of the plan.
    """
    variables, uow = context.variables, context.uow
    today = uow.now.astimezone(LOCAL_ZONE).date()
    issued_on = day(member(variables, "numbering", "issued_on")) or today
    number = int(member(variables, "numbering", "number"))
    unit = member(variables, "unit", "code")
    entry = {
        "unit_code": unit,
        "year": issued_on.year,
        "direction": Direction.OUTGOING.value,
        "number": number,
        "symbol": member(variables, "numbering", "symbol"),
        "issued_on": issued_on,
        "type_name": member(variables, "document", "type_name"),
        "title": member(variables, "document", "title") or "",
        "signer": member(variables, "signing", "signer"),
        "counterpart": member(variables, "receiver", "name"),
        "registered_on": today,
        "registered_at": uow.now,
        "process_instance_key": context.root_key,
        "case_code": variables.get("case_code"),
    }
    if not enter_with_number(uow.connection, entry):
        raise BpmnError(
            NUMBER_TAKEN, messages.text("registers.number_taken", "vi", number=number, unit=unit, year=issued_on.year)
        )
    return {"register_entry": f"VBD-{issued_on.year}-{number:04}"}
