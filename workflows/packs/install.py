"""Brings a pack into the store: organisation, accounts, calendar, legal bases, diagrams, programme, and opens it.

Each part is a command of its own and does nothing the second time, so an installation that was interrupted, or is run
again at every start, ends in the same state and keeps what people did meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.actor import SYSTEM
from engine.commands.deploy_resources import DeployResources
from engine.engine import Engine
from workflows.calendar.commands.import_calendar import ImportCalendar
from workflows.calendar.files import read_calendar_file
from workflows.identity.demo_accounts import demo_accounts
from workflows.legal_bases.commands.import_legal_bases import ImportLegalBases
from workflows.obligations.commands.recalculate_due_dates import RecalculateDueDates
from workflows.organization.commands.import_organization import ImportOrganization
from workflows.packs.model import Pack
from workflows.programmes.commands.import_programme import ImportProgramme
from workflows.programmes.commands.open_programme import OpenProgramme
from workflows.programmes.queries.programmes import GetProgramme, ListProgrammes
from workflows.programmes.rows import ProgrammeState

Progress = Callable[[str], None]
"""Told the code of the message that names the step which begins."""

STEPS = (
    "packs.step.organization",
    "packs.step.accounts",
    "packs.step.calendar",
    "packs.step.legal_bases",
    "packs.step.diagrams",
    "packs.step.programme",
    "packs.step.opening",
)
"""In the order in which `Progress` hears of them; the last one only when the programme is opened now."""

DIAGRAMS_FOLDER = Path(__file__).parents[2] / "bpmn"
"""Beside the packages, in a checkout as in an installation."""
_DEPLOYED = frozenset({".bpmn", ".dmn", ".form"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What stands now; `was_opened` says that this very installation opened the programme."""

    programme: str
    state: str
    was_opened: bool
    obligations: int
    cases: int


def install_pack(
    engine: Engine, pack: Pack, progress: Progress = lambda _: None, *, is_opened: bool = True
) -> Installed:
    """As the system itself; the programme is opened unless `is_opened` is False.

    The store's clock decides which units exist at the opening. Raises what the commands raise; what was done before
    that stays.
    """
    progress("packs.step.organization")
    engine.execute(ImportOrganization.of(pack), SYSTEM)
    progress("packs.step.accounts")
    engine.execute(demo_accounts(pack), SYSTEM)
    progress("packs.step.calendar")
    _import_calendars(engine, pack)
    progress("packs.step.legal_bases")
    engine.execute(ImportLegalBases(pack=pack.name, bases=pack.legal_bases), SYSTEM)
    progress("packs.step.diagrams")
    engine.execute(DeployResources(resources=diagrams()), SYSTEM)
    progress("packs.step.programme")
    imported = engine.execute(ImportProgramme(pack=pack), SYSTEM)
    is_draft = imported.state == ProgrammeState.DRAFT
    if is_opened and is_draft:
        progress("packs.step.opening")
        engine.execute(OpenProgramme(code=pack.name), SYSTEM)
    programme = engine.query(GetProgramme(code=pack.name), SYSTEM)
    return Installed(
        programme=pack.name,
        state=programme.state,
        was_opened=is_opened and is_draft,
        obligations=programme.obligations,
        cases=programme.cases,
    )


def _import_calendars(engine: Engine, pack: Pack) -> None:
    changed = []
    for name in pack.calendars:
        file = read_calendar_file(name)
        if engine.execute(ImportCalendar.of(file), SYSTEM).is_changed:
            changed.append(file.title)
    known = {programme.code for programme in engine.query(ListProgrammes(), SYSTEM)}
    if changed and pack.name in known:
        engine.execute(RecalculateDueDates(programme=pack.name, ground="; ".join(changed)), SYSTEM)


def diagrams() -> tuple[tuple[str, bytes], ...]:
    """The diagrams, tables and forms of this release, as they are deployed: file name and content."""
    files = sorted(path for path in DIAGRAMS_FOLDER.glob("*/*") if path.suffix in _DEPLOYED)
    return tuple((path.name, path.read_bytes()) for path in files)
