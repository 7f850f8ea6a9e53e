"""What a programme asks for, paragraph by paragraph, and which of it has a process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.packs.obligation_model import Obligation
from workflows.programmes.rows import read_programme, read_templates


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTemplates:
    """Of one programme, in the order of its plan. Raises ProgrammeNotFound."""

    programme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """`opens_a_case` says whether opening the programme begins a process for it; `dues` have rules as data."""

    code: str
    paragraph: str
    who: str
    task: str
    timings: list[str]
    dues: list[dict[str, Any]]
    receiver: str | None
    via: str | None
    copies: list[str]
    legal_bases: list[str]
    processes: list[str]
    process_id: str | None
    deliverable_code: str | None
    deliverable_title: str | None
    repeats: str | None
    within: str | None
    is_built: bool
    opens_a_case: bool
    mark: str
    note: str | None


@query_handler
def list_templates(query: ListTemplates, reader: Reader) -> list[TemplateRow]:
    reader.require("programme.read", Resource(kind="programme"))
    programme = read_programme(reader.connection, query.programme)
    return [_row(template) for template in read_templates(reader.connection, programme.code)]


def _row(template: Obligation) -> TemplateRow:
    deliverable = template.deliverable
    return TemplateRow(
        code=template.code,
        paragraph=template.paragraph,
        who=template.who,
        task=template.task,
        timings=[timing.value for timing in template.timings],
        dues=[{"period": d.period, "rule": d.rule.as_dict(), "mark": d.mark.value} for d in template.dues],
        receiver=template.receiver,
        via=template.via,
        copies=list(template.copies),
        legal_bases=list(template.legal_bases),
        processes=list(template.processes),
        process_id=template.process_id,
        deliverable_code=deliverable.code if deliverable else None,
        deliverable_title=deliverable.title if deliverable else None,
        repeats=template.repeats,
        within=template.within,
        is_built=template.is_built,
        opens_a_case=template.opens_a_case,
        mark=template.mark.value,
        note=template.note,
    )
