"""Checks that legal bases, periods, processes and obligations of a pack fit together and can be dated."""

from __future__ import annotations

from engine.errors import QuyTrinhError
from workflows.calendar.days import WorkingCalendar
from workflows.calendar.deadlines import compute_deadline
from workflows.calendar.rules import DueKind
from workflows.data_files import Findings, Place
from workflows.packs.check_organization import known, unique
from workflows.packs.model import Pack
from workflows.packs.obligation_model import Due, Obligation, Period, Timing


def check_obligations(pack: Pack, calendar: WorkingCalendar | None, findings: Findings) -> None:
    """Note everything that is wrong with the obligations of `pack`; `calendar` is None when it could not be read."""
    unique(((basis.code, basis) for basis in pack.legal_bases), findings)
    unique(((period.code, period) for period in pack.periods), findings)
    unique(((process.code, process) for process in pack.processes), findings)
    unique(((obligation.code, obligation) for obligation in pack.obligations), findings)
    if pack.issuer is not None:
        known([pack.issuer], pack.units_by_code, "packs.unknown_unit", Place("pack.yaml", 0), findings)
    bases = [basis.code for basis in pack.legal_bases]
    for basis in pack.legal_bases:
        others = [code for code in bases if code != basis.code]
        known(basis.replaced_by, others, "packs.unknown_legal_basis", basis.place, findings)
    periods = {period.code: period for period in pack.periods}
    for obligation in pack.obligations:
        _check_references(obligation, pack, findings)
        _check_links(obligation, pack, findings)
        _check_timing(obligation, findings)
        for due in obligation.dues:
            if known([due.period], periods, "packs.unknown_period", due.place, findings) and calendar is not None:
                _check_due(due, periods[due.period], pack.year, calendar, findings)


def _check_references(obligation: Obligation, pack: Pack, findings: Findings) -> None:
    place, owers, units = obligation.place, obligation.owed_by, pack.units_by_code
    known(owers.unit_kinds, [term.code for term in pack.unit_kinds], "packs.unknown_unit_kind", owers.place, findings)
    known((*owers.units, *owers.except_units), units, "packs.unknown_unit", owers.place, findings)
    if not any(owers.selects(unit) for unit in pack.units):
        findings.add("packs.nobody_owes", owers.place, value=obligation.code)
    desks = [code for code in (obligation.receiver, obligation.via, *obligation.copies) if code]
    known(desks, units, "packs.unknown_unit", place, findings)
    bases = [basis.code for basis in pack.legal_bases]
    known(obligation.legal_bases, bases, "packs.unknown_legal_basis", place, findings)
    known(obligation.processes, [process.code for process in pack.processes], "packs.unknown_process", place, findings)


def _check_links(obligation: Obligation, pack: Pack, findings: Findings) -> None:
    """What is built has a process of the catalogue; a link leads to an obligation that stands by itself."""
    built = {process.process_id for process in pack.processes if process.code in obligation.processes}
    if obligation.is_built != (obligation.process_id is not None):
        findings.add("packs.built_without_process", obligation.place, value=obligation.code)
    elif obligation.process_id is not None and obligation.process_id not in built:
        findings.add("packs.process_not_in_catalogue", obligation.place, value=obligation.process_id)
    linked = {other.code: other for other in pack.obligations}
    for target in (obligation.repeats, obligation.within):
        if target is None or not known([target], linked, "packs.unknown_obligation", obligation.place, findings):
            continue
        if target == obligation.code or linked[target].repeats or linked[target].within:
            findings.add("packs.obligation_chain", obligation.place, value=target)


def _check_timing(obligation: Obligation, findings: Findings) -> None:
    dated = [due for due in obligation.dues if due.rule.kind is not DueKind.ON_REQUEST]
    if Timing.FIXED in obligation.timings and not dated:
        findings.add("packs.fixed_without_date", obligation.place, value=obligation.code)


def _check_due(due: Due, period: Period, year: int, calendar: WorkingCalendar, findings: Findings) -> None:
    """A rule that is known by now must give a deadline with the pack's calendars."""
    if due.rule.needs_reference and due.rule.kind is not DueKind.AFTER_PERIOD_END:
        return
    try:
        compute_deadline(due.rule, calendar, reference=period.ends_on, year=year)
    except QuyTrinhError as error:
        findings.add("packs.due_not_computable", due.place, detail=error.message("vi"))
