"""The organisation on one day, indexed for the questions that every request asks; immutable, shared by all threads.

A candidate group is written ``role@UNIT``. Whoever holds any position in a unit is also in ``staff@UNIT``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from workflows.organization.roles import STAFF
from workflows.organization.values import Delegation, Holding, Organization, Person
from workflows.packs.organization_model import Unit
from workflows.vietnamese import words


def group_name(role: str, unit: str) -> str:
    """The candidate group of `role` in `unit`."""
    return f"{role}@{unit}"


class Directories(Protocol):
    """Whoever knows the directory of today."""

    def current(self) -> Directory: ...


class Directory:
    """`organization` as it is on `day`. All answers hold for that day, unless their description says otherwise."""

    def __init__(self, organization: Organization, day: date) -> None:
        self.organization = organization
        self.day = day
        self._holdings: dict[str, list[Holding]] = defaultdict(list)
        self._members: dict[str, list[Person]] = defaultdict(list)
        self._groups: dict[str, set[str]] = defaultdict(set)
        self._units_of_role: dict[str, set[str]] = defaultdict(set)
        self._children: dict[str, list[str]] = defaultdict(list)
        self._predecessors: dict[str, list[str]] = defaultdict(list)
        self._names: dict[tuple[object, ...], str] = {}
        self._index_holdings()
        self._index_units()
        self._jurisdictions: dict[str, frozenset[str]] = {}

    # -- people --------------------------------------------------------------------------------------------------

    def person(self, code: str) -> Person | None:
        return self.organization.people.get(code)

    def person_of(self, username: str) -> str | None:
        """The code of the person whose account this is; None for a program's or an unknown one."""
        return self.organization.accounts.get(username)

    def holdings(self, person: str) -> tuple[Holding, ...]:
        """The positions a person holds, the main one first."""
        return tuple(self._holdings.get(person, ()))

    def groups(self, person: str) -> frozenset[str]:
        """The candidate groups a person is in."""
        return frozenset(self._groups.get(person, ()))

    def members(self, role: str, unit: str) -> tuple[Person, ...]:
        """The people whom `role` means in `unit`, by given name."""
        return tuple(self._members.get(group_name(role, unit), ()))

    def staff(self, unit: str) -> tuple[Person, ...]:
        """Everybody who holds a position in `unit`, by given name."""
        return self.members(STAFF, unit)

    # -- acting for another --------------------------------------------------------------------------------------

    def delegations_to(self, person: str) -> tuple[Delegation, ...]:
        """What `person` may do for others: only what the delegator holds, and only inside the unit.

        It cannot be passed on: a delegation counts only for a position that the delegator holds in person
        (Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3).
        """
        return tuple(
            given for given in self.organization.delegations if given.delegate == person and self._is_in_force(given)
        )

    def groups_of_position(self, unit: str, position: str) -> frozenset[str]:
        """The candidate groups that holding `position` in `unit` brings."""
        office = self.organization.units[unit]
        roles = [
            group.role
            for group in self.organization.groups.values()
            if any(member.admits(office, position) for member in group.members)
        ]
        return frozenset(group_name(role, unit) for role in (*roles, STAFF))

    # -- units ---------------------------------------------------------------------------------------------------

    def unit(self, code: str) -> Unit | None:
        """The unit with this code, whether it exists on the day or not."""
        return self.organization.units.get(code)

    def find_unit(self, text: str) -> Unit | None:
        """The unit that `text` names: a code, or a name or alias of a unit that is valid on the day.

        Neither capitals nor the place of a tone mark count; the marks themselves do.
        """
        by_code = self.organization.units.get(text.strip())
        if by_code is not None:
            return by_code
        code = self._names.get(words(text))
        return None if code is None else self.organization.units[code]

    def units(self) -> tuple[Unit, ...]:
        """The units that exist on the day, in the usual order."""
        return tuple(unit for unit in self.organization.units.values() if unit.validity.covers(self.day))

    def subtree(self, unit: str) -> frozenset[str]:
        """The codes of `unit` and of all below it, of any time."""
        return self._closure([unit], self._children)

    def with_predecessors(self, unit: str) -> frozenset[str]:
        """The codes of `unit` and of all whose work it took over by the day."""
        return self._closure([unit], self._predecessors)

    def jurisdiction(self, unit: str) -> frozenset[str]:
        """The codes of `unit`, of all below it, and of those whose work they took over by the day."""
        found = self._jurisdictions.get(unit)
        if found is None:
            found = self.subtree(unit)
            found = self._jurisdictions[unit] = self._closure(found, self._predecessors)
        return found

    # -- roles ---------------------------------------------------------------------------------------------------

    def is_role(self, name: str) -> bool:
        return name == STAFF or name in self.organization.groups

    def nearest_unit(self, role: str, unit: str | None) -> str | None:
        """Where `role` is found for a case of `unit`; None when it cannot be told.

        The unit itself, when somebody there has the role. Else the only one that has it below the unit, or else below
        its superior, and so on upwards; several at one level are no answer. Beyond the last superior it is the only
        unit of all that has it.
        """
        holding = self._units_of_role.get(role, set())
        if unit in holding:
            return unit
        for level in self._upwards(unit):
            below = holding & self.subtree(level)
            if below:
                return below.pop() if len(below) == 1 else None
        return next(iter(holding)) if len(holding) == 1 else None

    # -- building ------------------------------------------------------------------------------------------------

    def _index_holdings(self) -> None:
        people = self.organization.people
        for held in self.organization.holdings:
            if held.validity.covers(self.day) and self._exists(held.unit):
                self._holdings[held.person].append(held)
                self._groups[held.person] |= self.groups_of_position(held.unit, held.position)
        for person in sorted(people.values(), key=lambda person: (person.sort_key, person.code)):
            for group in self._groups.get(person.code, ()):
                role, _, unit = group.partition("@")
                self._members[group].append(person)
                self._units_of_role[role].add(unit)

    def _index_units(self) -> None:
        for unit in self.organization.units.values():
            if unit.parent is not None:
                self._children[unit.parent].append(unit.code)
            if unit.validity.covers(self.day):
                self._names[words(unit.name)] = unit.code
            for alias in unit.aliases:
                if alias.validity.covers(self.day):
                    self._names.setdefault(words(alias.name), unit.code)
        for succession in self.organization.successions:
            if succession.on <= self.day:
                self._predecessors[succession.successor].append(succession.predecessor)

    def _exists(self, unit: str) -> bool:
        return self.organization.units[unit].validity.covers(self.day)

    def _upwards(self, unit: str | None) -> Iterable[str]:
        """The unit and its superiors."""
        seen: set[str] = set()
        while unit is not None and unit not in seen and unit in self.organization.units:
            seen.add(unit)
            yield unit
            unit = self.organization.units[unit].parent

    def _is_in_force(self, given: Delegation) -> bool:
        return (
            given.validity.covers(self.day)
            and any((h.unit, h.position) == (given.unit, given.position) for h in self.holdings(given.delegator))
            and any(h.unit == given.unit for h in self.holdings(given.delegate))
        )

    @staticmethod
    def _closure(codes: Iterable[str], edges: dict[str, list[str]]) -> frozenset[str]:
        found, waiting = set(codes), list(codes)
        while waiting:
            for code in edges.get(waiting.pop(), ()):
                if code not in found:
                    found.add(code)
                    waiting.append(code)
        return frozenset(found)
