"""A programme is opened: every unit gets its obligations, and the case of each whose process is built begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.commands.create_process_instance import start_instance
from engine.definition_cache import DefinitionInfo
from engine.dispatch import command_handler
from engine.errors import Conflict
from engine.history.events import ORGANIZATION
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource
from workflows.calendar.deadlines import LOCAL_ZONE
from workflows.calendar.loading import stored_calendar
from workflows.legal_bases.citation import citations
from workflows.obligations.status import Status
from workflows.obligations.tables import obligation
from workflows.organization.loading import ORGANIZATION_SQL, organization_of
from workflows.packs.obligation_model import Obligation
from workflows.packs.organization_model import Unit
from workflows.programmes.events import ProgrammeEvent
from workflows.programmes.owing import Owed, Terms, host_of, owed
from workflows.programmes.rows import Programme, ProgrammeState, read_programme, read_templates
from workflows.programmes.start_variables import parent_plan_tasks, start_variables
from workflows.programmes.tables import programme as programme_table


class ProgrammeAlreadyOpened(Conflict):
    """It has its obligations. Fields: programme, opened_by, opened_at."""

    code = "programmes.already_opened"


class ProgrammeProcessNotDeployed(Conflict):
    """A process that an obligation needs has no diagram in the store. Fields: programme, process_id."""

    code = "programmes.process_not_deployed"


class NobodyOwes(Conflict):
    """No unit that exists on the day owes anything. Fields: programme, day."""

    code = "programmes.nobody_owes"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProgramme:
    """All of it or nothing."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOpened:
    """How many obligations were created, and how many cases begun for them."""

    code: str
    obligations: int
    cases: int


@command_handler
def open_programme(command: OpenProgramme, uow: UnitOfWork) -> ProgrammeOpened:
    """An obligation that waits for a request or an event has no day yet, so its case is not begun here."""
    opening = _Opening(uow, read_programme(uow.connection, command.code, lock=True))
    for one in opening.all_owed.values():
        opening.create(one)
    uow.batch.update(
        programme_table,
        {
            "code": command.code,
            "state": ProgrammeState.OPEN,
            "opened_at": uow.now,
            "opened_by": uow.actor.username,
            "revision": opening.programme.revision + 1,
        },
    )
    counts = {"obligations": len(opening.all_owed), "cases": opening.cases}
    uow.record_in(ORGANIZATION, ProgrammeEvent.OPENED, {"programme": command.code, **counts})
    return ProgrammeOpened(code=command.code, **counts)


class _Opening:
    """All that one opening needs to know, read once."""

    def __init__(self, uow: UnitOfWork, programme: Programme) -> None:
        uow.require("programme.open", Resource(kind="programme", unit=programme.issuer))
        if programme.state is not ProgrammeState.DRAFT:
            opened_at = programme.opened_at.astimezone(LOCAL_ZONE) if programme.opened_at else uow.now
            raise ProgrammeAlreadyOpened(
                programme=programme.title, opened_by=programme.opened_by, opened_at=f"{opened_at:%d/%m/%Y %H:%M}"
            )
        self.uow = uow
        self.programme = programme
        self.cases = 0
        self._templates = read_templates(uow.connection, programme.code)
        self._units = _units(uow)
        self._terms = Terms(
            calendar=stored_calendar(uow.connection),
            year=programme.year,
            opened_on=uow.now.astimezone(LOCAL_ZONE).date(),
            periods=programme.periods_by_code,
        )
        existing = (unit for unit in self._units.values() if unit.validity.covers(self._terms.opened_on))
        found = owed(self._templates, existing, self._terms)
        self.all_owed = {one.identity: one for one in found}
        if not found:
            raise NobodyOwes(programme=programme.title, day=f"{self._terms.opened_on:%d/%m/%Y}")
        self._keys = {one.identity: uow.next_key() for one in found}
        self._case_keys: dict[tuple[str, str, str | None], int] = {}
        self._citations: dict[str, str] = {}

    def create(self, one: Owed) -> None:
        """Queue the row; the case of a host begins before the first obligation that needs it is written."""
        host = host_of(one, self.all_owed)
        deadline = one.deadline
        self.uow.batch.insert(
            obligation,
            {
                "key": self._keys[one.identity],
                "programme_code": self.programme.code,
                "template_code": one.template.code,
                "unit_code": one.unit.code,
                "period_code": one.period,
                "host_key": host and self._keys[host.identity],
                "deliverable_code": one.deliverable.code,
                "receiver_code": _desk(one.template),
                "process_instance_key": self._case_of(host or one),
                "case_code": (host or one).case_code if one.template.is_built else None,
                "due_at": deadline and deadline.due_at,
                "legal_last_day": deadline and deadline.legal_last_day,
                "working_last_day": deadline and deadline.working_last_day,
                "punctual_until": deadline and deadline.legal_last_day,
                "due_explanation_vi": deadline and deadline.explanation_vi,
                "due_explanation_en": deadline and deadline.explanation_en,
                "status": Status.NOT_STARTED if one.template.is_built else Status.NOT_BUILT,
                "is_late": False,
                "returned_count": 0,
                "reason_codes": [],
                "revision": 0,
            },
        )

    def _case_of(self, one: Owed) -> int | None:
        """The key of its process instance, begun when first asked for; None when none is to begin now."""
        if not one.template.opens_a_case or one.deadline is None:
            return None
        key = self._case_keys.get(one.identity)
        if key is None:
            receiver = self._units.get(_desk(one.template) or "")
            variables = start_variables(
                self.programme,
                one,
                one.deadline,
                receiver,
                parent_plan_tasks(self._templates, one.template, one.unit, self._terms),
                self._cited(one.template),
            )
            definition = self._definition(one.template.process_id or "")
            tree = start_instance(self.uow, definition, variables, business_id=one.case_code)
            key = self._case_keys[one.identity] = tree.root_key
            self.cases += 1
        return key

    def _definition(self, process_id: str) -> DefinitionInfo:
        definitions, connection = self.uow.definitions, self.uow.connection
        key = definitions.choose_process(connection, process_id)
        info = None if key is None else definitions.info(connection, key)
        if info is None:
            raise ProgrammeProcessNotDeployed(programme=self.programme.title, process_id=process_id)
        return info

    def _cited(self, host: Obligation) -> str:
        """The legal bases of an obligation and of those met in its case."""
        if host.code not in self._citations:
            codes = [code for t in self._templates if host.code in (t.code, t.within) for code in t.legal_bases]
            self._citations[host.code] = citations(self.uow.connection, self.programme.pack, codes)
        return self._citations[host.code]


def _desk(template: Obligation) -> str | None:
    """The unit that takes the deliverable in."""
    return template.via or template.receiver


def _units(uow: UnitOfWork) -> Mapping[str, Unit]:
    row = uow.connection.exec_driver_sql(ORGANIZATION_SQL).one()
    return organization_of(row).units
