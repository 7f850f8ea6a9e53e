"""The legal bases of a place, with what replaced them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLegalBases:
    """Of one pack or of all; `in_force_on` leaves out what is known not to be in force on that day."""

    pack: str | None = None
    in_force_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasisRow:
    """`mark` says how sure it is: fact, knowledge (not read again) or assumption."""

    pack: str
    code: str
    number: str | None
    issued_on: date | None
    issuer: str
    title: str
    effective_from: date | None
    effective_to: date | None
    replaced_by: list[str]
    is_named_in_plan: bool
    mark: str
    note: str | None


_BASES = """
    SELECT pack, code, number, issued_on, issuer, title, effective_from, effective_to, replaced_by, is_named_in_plan,
      mark, note
    FROM legal_basis
    WHERE (%(pack)s::text IS NULL OR pack = %(pack)s)
      AND (%(day)s::date IS NULL OR (coalesce(effective_from, '-infinity') <= %(day)s
        AND coalesce(effective_to, 'infinity') >= %(day)s))
    ORDER BY pack, ordinal"""


@query_handler
def list_legal_bases(query: ListLegalBases, reader: Reader) -> list[LegalBasisRow]:
    reader.require("legal_basis.read", Resource(kind="legal_basis"))
    rows = reader.connection.exec_driver_sql(_BASES, {"pack": query.pack, "day": query.in_force_on})
    return [LegalBasisRow(**row) for row in rows.mappings()]
