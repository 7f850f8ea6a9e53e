"""The programmes, each with how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from engine import messages
from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.programmes.rows import ProgrammeNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProgrammes:
    """All of them, the newest year first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProgramme:
    """Raises ProgrammeNotFound."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSummary:
    """`templates` counts what the plan asks for, `obligations` and `cases` what came of it at the opening."""

    code: str
    title: str
    year: int
    pack: str
    issuer: str | None
    issuer_name: str | None
    state: str
    state_label: str
    periods: list[dict[str, Any]]
    processes: list[dict[str, Any]]
    imported_at: datetime
    opened_at: datetime | None
    opened_by: str | None
    templates: int
    obligations: int
    cases: int
    revision: int


_PROGRAMMES = """
    SELECT p.*, u.name AS issuer_name,
      (SELECT count(*) FROM obligation_template t WHERE t.programme_code = p.code) AS templates,
      (SELECT count(*) FROM obligation o WHERE o.programme_code = p.code) AS obligations,
      (SELECT count(DISTINCT o.process_instance_key) FROM obligation o WHERE o.programme_code = p.code) AS cases
    FROM programme p LEFT JOIN organization_unit u ON u.code = p.issuer
    WHERE %(code)s::text IS NULL OR p.code = %(code)s
    ORDER BY p.year DESC, p.code"""


@query_handler
def list_programmes(query: ListProgrammes, reader: Reader) -> list[ProgrammeSummary]:
    return _summaries(reader, None)


@query_handler
def get_programme(query: GetProgramme, reader: Reader) -> ProgrammeSummary:
    found = _summaries(reader, query.code)
    if not found:
        raise ProgrammeNotFound(programme=query.code)
    return found[0]


def _summaries(reader: Reader, code: str | None) -> list[ProgrammeSummary]:
    reader.require("programme.read", Resource(kind="programme"))
    return [_summary(row) for row in reader.connection.exec_driver_sql(_PROGRAMMES, {"code": code})]


def _summary(row: Row[Any]) -> ProgrammeSummary:
    return ProgrammeSummary(
        code=row.code,
        title=row.title,
        year=row.year,
        pack=row.pack,
        issuer=row.issuer,
        issuer_name=row.issuer_name,
        state=row.state,
        state_label=messages.text(f"programmes.state.{row.state}", "vi"),
        periods=row.periods,
        processes=row.processes,
        imported_at=row.imported_at,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        templates=row.templates,
        obligations=row.obligations,
        cases=row.cases,
        revision=row.revision,
    )
