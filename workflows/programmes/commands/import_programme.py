"""The programme of a pack is imported: a draft, until it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.dispatch import command_handler
from engine.history.events import ORGANIZATION
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.packs.model import Pack
from workflows.programmes.events import ProgrammeEvent
from workflows.programmes.rows import ProgrammeState, programme_row, template_row
from workflows.programmes.tables import obligation_template, programme


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgramme:
    """`pack` is checked already: every code that it names exists."""

    pack: Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeImported:
    """`is_kept` says that the programme is open and therefore stays as it was opened, whatever the pack says now."""

    code: str
    state: str
    is_changed: bool
    is_kept: bool


@command_handler
def import_programme(command: ImportProgramme, uow: UnitOfWork) -> ProgrammeImported:
    """Idempotent. A draft takes over what the pack says now, templates that are gone from it included."""
    pack = command.pack
    uow.require("programme.import", Resource(kind="programme", unit=pack.issuer))
    (head,) = uow.connection.exec_driver_sql(
        "SELECT (SELECT row_to_json(p) FROM programme p WHERE code = %s)", (pack.name,)
    ).one()
    if head is not None and head["state"] != ProgrammeState.DRAFT:
        return ProgrammeImported(code=pack.name, state=head["state"], is_changed=False, is_kept=True)
    is_changed = _write_head(uow, pack, head)
    is_changed = _write_templates(uow, pack) or is_changed
    if is_changed:
        payload = {"programme": pack.name, "year": pack.year, "templates": [t.code for t in pack.obligations]}
        uow.record_in(ORGANIZATION, ProgrammeEvent.IMPORTED, payload)
    return ProgrammeImported(code=pack.name, state=ProgrammeState.DRAFT, is_changed=is_changed, is_kept=False)


def _write_head(uow: UnitOfWork, pack: Pack, stored: dict[str, Any] | None) -> bool:
    row = programme_row(pack)
    if stored is not None and all(stored[name] == value for name, value in row.items()):
        return False
    row |= {
        "imported_at": uow.now,
        "imported_by": uow.actor.username,
        "revision": stored["revision"] + 1 if stored else 0,
    }
    if stored is None:
        uow.batch.insert(programme, {**row, "state": ProgrammeState.DRAFT})
    else:
        uow.batch.update(programme, row)
    return True


def _write_templates(uow: UnitOfWork, pack: Pack) -> bool:
    stored = {
        row["code"]: row
        for (row,) in uow.connection.exec_driver_sql(
            "SELECT row_to_json(t) FROM obligation_template t WHERE programme_code = %s", (pack.name,)
        )
    }
    rows = {t.code: template_row(pack.name, number, t) for number, t in enumerate(pack.obligations, start=1)}
    for code in stored.keys() - rows.keys():
        uow.batch.delete(obligation_template, programme_code=pack.name, code=code)
    for code, row in rows.items():
        if code not in stored:
            uow.batch.insert(obligation_template, row)
        elif stored[code] != row:
            uow.batch.update(obligation_template, row)
    return stored != rows
