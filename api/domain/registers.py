"""The registers of documents that a unit sends out and takes in."""

from __future__ import annotations

from api.call import BadParameter, Call
from api.domain.shaping import Day, shape, year_in_path
from api.json import Answer, Instant, ItemsAnswer, Key
from api.operations import Router
from workflows.registers.entries import Direction
from workflows.registers.queries.list_entries import ListRegister

router = Router("/api/registers", tag="Registers", vi="Sổ văn bản")


class RegisterEntryAnswer(Answer):
    """One entry; `counterpart` is who sent an incoming document, or who gets an outgoing one."""

    number: int
    symbol: str | None
    issued_on: Day | None
    type_name: str | None
    title: str
    signer: str | None
    counterpart: str | None
    registered_on: Day
    registered_at: Instant
    process_instance_key: Key
    case_code: str | None


@router.get(
    "/{unit}/{year}/{direction}",
    vi="Sổ văn bản đi (outgoing) hoặc đến (incoming) của một đơn vị trong năm",
    en="The register of a unit and year: outgoing or incoming",
    errors=(400,),
)
def list_register(call: Call) -> ItemsAnswer[RegisterEntryAnswer]:
    text = call.path["direction"]
    if text not in {direction.value for direction in Direction}:
        raise BadParameter(name="direction", value=text[:40], expected=", ".join(Direction))
    query = ListRegister(unit=call.path["unit"], year=year_in_path(call), direction=Direction(text))
    return ItemsAnswer(items=[shape(RegisterEntryAnswer, each) for each in call.query(query)])
