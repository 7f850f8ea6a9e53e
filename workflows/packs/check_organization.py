"""Checks that units, positions, groups and people of a pack fit together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from workflows.data_files import Findings, Place
from workflows.packs.model import Pack
from workflows.packs.organization_model import Delegation, Holding, Person, Placed, Succession, Unit, Validity


def check_organization(pack: Pack, findings: Findings) -> None:
    """Note everything that is wrong with the organisation of `pack`."""
    _check_duplicates(pack, findings)
    units = pack.units_by_code
    for unit in pack.units:
        _check_unit(unit, units, pack, findings)
    _check_names(pack, findings)
    _check_administrative_codes(pack, findings)
    for succession in pack.successions:
        _check_succession(succession, units, findings)
    _check_positions_and_groups(pack, units, findings)
    for person in pack.people:
        _check_person(person, units, pack, findings)
    for delegation in pack.delegations:
        _check_delegation(delegation, pack, findings)
    usernames = [person.username for person in pack.people]
    known(pack.demo_people, usernames, "packs.unknown_person", Place("pack.yaml", 0), findings)


def known(codes: Iterable[str], existing: Iterable[str], code: str, place: Place, findings: Findings) -> bool:
    """Whether all `codes` exist; notes finding `code` for each that does not."""
    missing = [wanted for wanted in codes if wanted not in set(existing)]
    for wanted in missing:
        findings.add(code, place, value=wanted)
    return not missing


def unique(keyed: Iterable[tuple[str, Placed]], findings: Findings) -> None:
    """Note every key that comes a second time."""
    seen: set[str] = set()
    for key, placed in keyed:
        if key in seen:
            findings.add("packs.duplicate_code", placed.place, value=key)
        seen.add(key)


def _check_duplicates(pack: Pack, findings: Findings) -> None:
    for terms in (pack.unit_kinds, pack.levels):
        unique(((term.code, term) for term in terms), findings)
    unique(((unit.code, unit) for unit in pack.units), findings)
    unique(((position.code, position) for position in pack.positions), findings)
    unique(((group.role, group) for group in pack.groups), findings)
    unique(((person.username, person) for person in pack.people), findings)


def _check_unit(unit: Unit, units: Mapping[str, Unit], pack: Pack, findings: Findings) -> None:
    known([unit.kind], [term.code for term in pack.unit_kinds], "packs.unknown_unit_kind", unit.place, findings)
    known([unit.level], [term.code for term in pack.levels], "packs.unknown_level", unit.place, findings)
    if unit.parent is None or not known([unit.parent], units, "packs.unknown_unit", unit.place, findings):
        return
    if _is_own_ancestor(unit, units):
        findings.add("packs.parent_circle", unit.place, value=unit.code)
    elif not units[unit.parent].validity.contains(unit.validity):
        findings.add("packs.outlives_parent", unit.place, value=unit.code, parent=unit.parent)


def _is_own_ancestor(unit: Unit, units: Mapping[str, Unit]) -> bool:
    above = unit.parent
    for _ in units:
        if above is None or above not in units:
            return False
        if above == unit.code:
            return True
        above = units[above].parent
    return False


def _check_names(pack: Pack, findings: Findings) -> None:
    """A name or alias means one unit at a time, or papers would go to the wrong office."""
    names: dict[str, list[tuple[str, Validity]]] = {}
    for unit in pack.units:
        own = [(unit.name, unit.validity, unit.place)]
        own += [(alias.name, alias.validity, alias.place) for alias in unit.aliases]
        for name, validity, place in own:
            for other, when in names.setdefault(name.casefold(), []):
                if other != unit.code and when.overlaps(validity):
                    findings.add("packs.name_taken", place, value=name, other=other)
            names[name.casefold()].append((unit.code, validity))


def _check_administrative_codes(pack: Pack, findings: Findings) -> None:
    taken: dict[str, list[tuple[str, Validity]]] = {}
    for unit in pack.units:
        for code in unit.administrative_codes:
            for other, when in taken.setdefault(code.code, []):
                if when.overlaps(code.validity):
                    findings.add("packs.administrative_code_taken", code.place, value=code.code, other=other)
            taken[code.code].append((unit.code, code.validity))


def _check_succession(succession: Succession, units: Mapping[str, Unit], findings: Findings) -> None:
    pair = [succession.predecessor, succession.successor]
    if not known(pair, units, "packs.unknown_unit", succession.place, findings):
        return
    ended, began = units[pair[0]].validity.ends, units[pair[1]].validity.starts
    ends_then = ended is None or ended + timedelta(days=1) == succession.on
    began_by_then = began is None or began <= succession.on
    if pair[0] == pair[1] or not ends_then or not began_by_then:
        findings.add("packs.succession_out_of_time", succession.place, predecessor=pair[0], successor=pair[1])


def _check_positions_and_groups(pack: Pack, units: Mapping[str, Unit], findings: Findings) -> None:
    kinds = [term.code for term in pack.unit_kinds]
    positions = [position.code for position in pack.positions]
    for position in pack.positions:
        known(position.unit_kinds, kinds, "packs.unknown_unit_kind", position.place, findings)
    for group in pack.groups:
        for member in group.members:
            known(member.positions, positions, "packs.unknown_position", member.place, findings)
            known(member.unit_kinds, kinds, "packs.unknown_unit_kind", member.place, findings)
            known(member.units, units, "packs.unknown_unit", member.place, findings)


def _check_person(person: Person, units: Mapping[str, Unit], pack: Pack, findings: Findings) -> None:
    if not person.holdings:
        findings.add("packs.person_without_position", person.place, value=person.username)
    for holding in person.holdings:
        _check_holding(holding, units, pack, findings)


def _check_holding(holding: Holding, units: Mapping[str, Unit], pack: Pack, findings: Findings) -> None:
    kinds = {position.code: position.unit_kinds for position in pack.positions}
    has_unit = known([holding.unit], units, "packs.unknown_unit", holding.place, findings)
    has_position = known([holding.position], kinds, "packs.unknown_position", holding.place, findings)
    if not (has_unit and has_position):
        return
    unit = units[holding.unit]
    if unit.kind not in kinds[holding.position]:
        findings.add("packs.position_not_of_kind", holding.place, value=holding.position, unit=unit.code)
    if not unit.validity.contains(holding.validity):
        findings.add("packs.holding_outlives_unit", holding.place, value=holding.position, unit=unit.code)


def _check_delegation(delegation: Delegation, pack: Pack, findings: Findings) -> None:
    people = {person.username: person for person in pack.people}
    pair = [delegation.delegator, delegation.delegate]
    if not known(pair, people, "packs.unknown_person", delegation.place, findings):
        return
    if pair[0] == pair[1]:
        findings.add("packs.delegation_to_oneself", delegation.place, value=pair[0])
    if not any(
        (held.unit, held.position) == (delegation.unit, delegation.position)
        and held.validity.contains(delegation.validity)
        for held in people[pair[0]].holdings
    ):
        findings.add("packs.delegator_lacks_position", delegation.place, value=pair[0], position=delegation.position)
    if not any(
        held.unit == delegation.unit and held.validity.contains(delegation.validity)
        for held in people[pair[1]].holdings
    ):
        findings.add("packs.delegate_not_in_unit", delegation.place, value=pair[1], unit=delegation.unit)
