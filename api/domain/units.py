"""The directory of units, found by code, name or alias, with or without accents."""

from __future__ import annotations

from api.call import Call
from api.domain.shaping import Day, day_parameter, shape
from api.json import Answer, ItemsAnswer
from api.operations import Parameter, Router
from workflows.organization.queries import GetUnit, ListUnits, UnitEntry
from workflows.packs.organization_model import Succession, Unit

router = Router("/api/units", tag="Units", vi="Đơn vị")


class UnitAnswer(Answer):
    """A unit. `code` is its identity for ever; `mark` says how sure its particulars are."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    parent: str | None
    valid_from: Day | None
    valid_to: Day | None
    aliases: list[str]
    mark: str
    note: str | None


class SuccessionAnswer(Answer):
    """`successor` took over from `predecessor` on that day, wholly or in part."""

    predecessor: str
    successor: str
    on: Day
    share: str
    ground: str


class UnitEntryAnswer(Answer):
    """A unit with those it came from and those that took over from it."""

    unit: UnitAnswer
    predecessors: list[SuccessionAnswer]
    successors: list[SuccessionAnswer]


def _unit(unit: Unit) -> UnitAnswer:
    starts, ends = unit.validity.starts, unit.validity.ends
    return shape(
        UnitAnswer,
        unit,
        valid_from=starts and starts.isoformat(),
        valid_to=ends and ends.isoformat(),
        aliases=[alias.name for alias in unit.aliases],
    )


def _succession(succession: Succession) -> SuccessionAnswer:
    return shape(SuccessionAnswer, succession)


@router.get(
    "",
    vi="Danh mục đơn vị",
    en="List units",
    errors=(400,),
    parameters=(
        Parameter("text", "Mã, tên, tên khác; có dấu hoặc không.", "Code, name or alias; accents optional.",
                  {"type": "string", "examples": ["tra binh"]}),
        Parameter("kind", "Loại đơn vị.", "Kind of unit.", {"type": "string", "examples": ["commune"]}),
        Parameter("level", "Cấp.", "Level.", {"type": "string", "examples": ["district"]}),
        Parameter("parent", "Mã đơn vị cấp trên.", "Code of the superior unit.", {"type": "string"}),
        Parameter("on", "Ngày xem danh mục.", "The day to look at.", {"type": "string", "format": "date"}),
    ),
)  # fmt: skip
def list_units(call: Call) -> ItemsAnswer[UnitAnswer]:
    given = call.parameters
    query = ListUnits(
        text=given.get("text", ""),
        kind=given.get("kind"),
        level=given.get("level"),
        parent=given.get("parent"),
        on=day_parameter(call, "on"),
    )
    return ItemsAnswer(items=[_unit(unit) for unit in call.query(query)])


@router.get("/{unit}", vi="Xem một đơn vị, đơn vị trước và sau nó", en="Get a unit with its succession", errors=(404,))
def get_unit(call: Call) -> UnitEntryAnswer:
    entry: UnitEntry = call.query(GetUnit(unit=call.path["unit"]))
    return UnitEntryAnswer(
        unit=_unit(entry.unit),
        predecessors=[_succession(each) for each in entry.predecessors],
        successors=[_succession(each) for each in entry.successors],
    )
