"""How a legal basis is cited in a draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row

from engine import messages
from workflows.calendar.explanations import short_date


def citations(connection: Connection, pack: str, codes: Iterable[str]) -> str:
    """The documents `codes` of `pack`, one a line in their order; empty when there are none."""
    wanted = list(dict.fromkeys(codes))
    rows = connection.exec_driver_sql(
        "SELECT code, number, issued_on, issuer, title FROM legal_basis WHERE pack = %s AND code = ANY(%s)",
        (pack, wanted),
    ).all()
    found = {row.code: row for row in rows}
    return "\n".join(_citation(found[code]) for code in wanted if code in found)


def _citation(row: Row[Any]) -> str:
    number, issued_on = row.number, row.issued_on
    parts = [row.title]
    if number:
        parts.append(messages.text("legal_bases.citation.number", number=number))
    if issued_on:
        parts.append(messages.text("legal_bases.citation.date", day=short_date(issued_on, "vi")))
    parts.append(messages.text("legal_bases.citation.issuer", issuer=row.issuer))
    return " ".join(parts)
