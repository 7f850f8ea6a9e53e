"""The legal bases that programmes rest on, with what replaced them."""

from __future__ import annotations

from api.call import Call
from api.domain.shaping import Day, day_parameter, shape
from api.json import Answer, ItemsAnswer
from api.operations import Parameter, Router
from workflows.legal_bases.queries.list_legal_bases import ListLegalBases

router = Router("/api/legal-bases", tag="Legal bases", vi="Căn cứ pháp lý")


class LegalBasisAnswer(Answer):
    """A document. `mark` says how sure it is: fact, knowledge (not read again) or assumption."""

    pack: str
    code: str
    number: str | None
    issued_on: Day | None
    issuer: str
    title: str
    effective_from: Day | None
    effective_to: Day | None
    replaced_by: list[str]
    is_named_in_plan: bool
    mark: str
    note: str | None


@router.get(
    "",
    vi="Danh mục căn cứ pháp lý",
    en="List legal bases",
    errors=(400,),
    parameters=(
        Parameter("pack", "Tên gói.", "Name of a pack.", {"type": "string", "examples": ["tra_bong_2025"]}),
        Parameter("on", "Còn hiệu lực vào ngày này.", "In force on this day.", {"type": "string", "format": "date"}),
    ),
)
def list_legal_bases(call: Call) -> ItemsAnswer[LegalBasisAnswer]:
    query = ListLegalBases(pack=call.parameters.get("pack"), in_force_on=day_parameter(call, "on"))
    return ItemsAnswer(items=[shape(LegalBasisAnswer, each) for each in call.query(query)])
