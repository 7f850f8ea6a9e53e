"""The legal bases of a pack are imported."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.dispatch import command_handler
from engine.history.events import ORGANIZATION
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.legal_bases.tables import legal_basis
from workflows.packs.obligation_model import LegalBasis


class LegalBasisEvent(StrEnum):
    """Recorded in the stream ORGANIZATION."""

    IMPORTED = "legal_basis.imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLegalBases:
    """What the pack no longer names stays: programmes of other years may rest on it."""

    pack: str
    bases: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasesImported:
    """Both zero when all of it was there already."""

    added: int
    changed: int


@command_handler
def import_legal_bases(command: ImportLegalBases, uow: UnitOfWork) -> LegalBasesImported:
    uow.require("legal_basis.import", Resource(kind="legal_basis"))
    stored = {
        row["code"]: row
        for (row,) in uow.connection.exec_driver_sql(
            "SELECT row_to_json(b) FROM legal_basis b WHERE pack = %s", (command.pack,)
        )
    }
    rows = [_row(command.pack, ordinal, basis) for ordinal, basis in enumerate(command.bases, start=1)]
    added = [row for row in rows if row["code"] not in stored]
    changed = [row for row in rows if row["code"] in stored and stored[row["code"]] != row]
    for row in added:
        uow.batch.insert(legal_basis, row)
    for row in changed:
        uow.batch.update(legal_basis, row)
    if added or changed:
        payload = {
            "pack": command.pack,
            "added": [row["code"] for row in added],
            "changed": [row["code"] for row in changed],
        }
        uow.record_in(ORGANIZATION, LegalBasisEvent.IMPORTED, payload)
    return LegalBasesImported(added=len(added), changed=len(changed))


def _row(pack: str, ordinal: int, basis: LegalBasis) -> dict[str, Any]:
    """The row as JSON values, so that it can be compared with a stored one."""
    starts, ends = basis.validity.starts, basis.validity.ends
    return {
        "pack": pack,
        "code": basis.code,
        "ordinal": ordinal,
        "number": basis.number,
        "issued_on": basis.issued_on and basis.issued_on.isoformat(),
        "issuer": basis.issuer,
        "title": basis.title,
        "effective_from": starts and starts.isoformat(),
        "effective_to": ends and ends.isoformat(),
        "replaced_by": list(basis.replaced_by),
        "is_named_in_plan": basis.is_named_in_plan,
        "mark": basis.mark.value,
        "note": basis.note,
    }
