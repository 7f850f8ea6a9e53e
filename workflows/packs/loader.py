"""Loads a pack: reads its files, checks that all fits together, and refuses it with every fault at once."""

from __future__ import annotations

import re
from pathlib import Path

from engine.errors import NotFound, QuyTrinhError
from workflows.calendar.days import WorkingCalendar
from workflows.calendar.files import DATA_FOLDER, calendar_names, load_calendar
from workflows.data_files import Findings, Place, read_each, read_file, read_or_raise
from workflows.packs.check_obligations import check_obligations
from workflows.packs.check_organization import check_organization
from workflows.packs.model import Pack
from workflows.packs.read_obligations import (
    read_legal_basis,
    read_obligation,
    read_period,
    read_process,
    read_reminder,
)
from workflows.packs.read_organization import (
    read_delegation,
    read_group,
    read_person,
    read_position,
    read_succession,
    read_term,
    read_unit,
)

PACKS_FOLDER = Path(__file__).parent
_NAME = re.compile(r"[a-z0-9_]+")


class PackNotFound(NotFound):
    """There is no pack of that name."""

    code = "packs.not_found"


def pack_names(folder: Path = PACKS_FOLDER) -> tuple[str, ...]:
    """The names of the packs in `folder`, sorted."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/pack.yaml")))


def load_pack(name: str, folder: Path = PACKS_FOLDER, calendars: Path = DATA_FOLDER) -> Pack:
    """The pack in `folder`/`name`.

    Raises PackNotFound, or Problems (``packs.invalid``) whose findings name file and line of every fault.
    """
    if not _NAME.fullmatch(name) or name not in pack_names(folder):
        raise PackNotFound(name=name, names=", ".join(pack_names(folder)) or "–")

    def read(findings: Findings) -> Pack:
        pack = _read_pack(name, folder / name, findings)
        # A row that could not be read would make every row that names it look wrong too.
        findings.raise_if_any("packs.invalid", name=name)
        check_organization(pack, findings)
        check_obligations(pack, _calendar_of(pack, calendars, findings), findings)
        return pack

    return read_or_raise(read, "packs.invalid", name=name)


def _read_pack(name: str, folder: Path, findings: Findings) -> Pack:
    files = {
        stem: read_file(folder / f"{stem}.yaml", findings)
        for stem in ("pack", "units", "positions", "groups", "people", "legal_bases", "obligations", "reminders")
    }
    top = files["pack"]
    demo = top.row("demo")
    groups = read_each(files["groups"].rows("groups"), read_group)
    roles = frozenset(group.role for group in groups)
    pack = Pack(
        name=name,
        title=top.text("title"),
        year=top.whole("year"),
        issuer=top.optional_text("issuer"),
        clock_starts_at=top.moment("clock_starts_at"),
        demo_password=demo.text("password"),
        demo_note=demo.text("note"),
        demo_people=demo.texts("people"),
        calendars=top.texts("calendars"),
        unit_kinds=read_each(files["units"].rows("unit_kinds"), read_term),
        levels=read_each(files["units"].rows("levels"), read_term),
        units=read_each(files["units"].rows("units"), read_unit),
        successions=read_each(files["units"].rows("successions"), read_succession),
        positions=read_each(files["positions"].rows("positions"), read_position),
        groups=groups,
        people=read_each(files["people"].rows("people"), read_person),
        delegations=read_each(files["people"].rows("delegations"), read_delegation),
        legal_bases=read_each(files["legal_bases"].rows("legal_bases"), read_legal_basis),
        periods=read_each(files["obligations"].rows("periods"), read_period),
        processes=read_each(files["obligations"].rows("processes"), read_process),
        obligations=read_each(files["obligations"].rows("obligations"), read_obligation),
        reminders=read_each(files["reminders"].rows("reminders"), lambda row: read_reminder(row, roles)),
    )
    for row in (*files.values(), demo):
        row.finish()
    return pack


def _calendar_of(pack: Pack, folder: Path, findings: Findings) -> WorkingCalendar | None:
    """The pack's calendar; a fault in it is noted against pack.yaml."""
    place = Place("pack.yaml", 0)
    missing = [name for name in pack.calendars if name not in calendar_names(folder)]
    for name in missing:
        findings.add("packs.unknown_calendar", place, value=name)
    if missing:
        return None
    try:
        return load_calendar(pack.calendars, folder=folder)
    except QuyTrinhError as error:
        findings.add("packs.calendar_invalid", place, detail=error.message("vi"))
        return None
