"""The directory for people: units, who works in them, who may act for whom; found without accents too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.organization.commands.holdings import NotInOrganization
from workflows.organization.directory import Directory
from workflows.organization.values import Delegation, Holding, Person
from workflows.packs.organization_model import Succession, Unit
from workflows.ports import current_directory
from workflows.vietnamese import search_rank


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUnits:
    """Units that exist on the day `on` (today); `text` is looked for in code, names and aliases."""

    text: str = ""
    kind: str | None = None
    level: str | None = None
    parent: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUnit:
    """One unit of any time, by its code, name or alias of today."""

    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPeople:
    """People who hold a position on the day `on` (today), in `unit` and with `role` if given; `text` is of the name."""

    text: str = ""
    unit: str | None = None
    role: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDelegations:
    """What one person may do for others today."""

    delegate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """A unit with those it came from and those that took over from it."""

    unit: Unit
    predecessors: tuple[Succession, ...]
    successors: tuple[Succession, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """A person with the positions of that day, the main one first; `titles` are theirs in the same order."""

    person: Person
    holdings: tuple[Holding, ...]
    titles: tuple[str, ...]


@query_handler
def list_units(query: ListUnits, reader: Reader) -> list[Unit]:
    """In the usual order; with a `text`, the best answers first."""
    directory = _directory(reader, query.on)
    found = [
        unit
        for unit in directory.units()
        if query.kind in (None, unit.kind) and query.level in (None, unit.level) and query.parent in (None, unit.parent)
    ]
    if not query.text.strip():
        return found
    ranked = [(rank, unit) for unit in found if (rank := _unit_rank(query.text, unit, directory.day)) is not None]
    return [unit for _, unit in sorted(ranked, key=lambda pair: pair[0])]


@query_handler
def get_unit(query: GetUnit, reader: Reader) -> UnitEntry:
    """Raises NotInOrganization."""
    directory = _directory(reader, None)
    unit = directory.find_unit(query.unit)
    if unit is None:
        raise NotInOrganization(kind="unit", name=query.unit)
    successions = directory.organization.successions
    return UnitEntry(
        unit=unit,
        predecessors=tuple(each for each in successions if each.successor == unit.code),
        successors=tuple(each for each in successions if each.predecessor == unit.code),
    )


@query_handler
def list_people(query: ListPeople, reader: Reader) -> list[PersonEntry]:
    """By given name; with a `text`, the best answers first."""
    directory = _directory(reader, query.on)
    found = [_entry(directory, person) for person in _people(directory, query)]
    if not query.text.strip():
        return found
    ranked = [(rank, entry) for entry in found if (rank := search_rank(query.text, entry.person.name)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]


@query_handler
def list_delegations(query: ListDelegations, reader: Reader) -> list[Delegation]:
    return list(_directory(reader, None).delegations_to(query.delegate))


def _directory(reader: Reader, on: date | None) -> Directory:
    reader.require("organization.read", Resource(kind="organization"))
    today = current_directory(reader)
    return today if on in (None, today.day) else Directory(today.organization, on)


def _people(directory: Directory, query: ListPeople) -> Iterable[Person]:
    if query.unit is not None:
        return directory.members(query.role, query.unit) if query.role else directory.staff(query.unit)
    everybody = (person for person in directory.organization.people.values() if directory.holdings(person.code))
    if query.role is None:
        return everybody
    prefix = f"{query.role}@"
    return (p for p in everybody if any(group.startswith(prefix) for group in directory.groups(p.code)))


def _entry(directory: Directory, person: Person) -> PersonEntry:
    holdings = directory.holdings(person.code)
    titles = tuple(directory.organization.positions[held.position].title for held in holdings)
    return PersonEntry(person=person, holdings=holdings, titles=titles)


def _unit_rank(text: str, unit: Unit, day: date) -> int | None:
    names = [unit.name, unit.short_name, unit.code]
    names += [alias.name for alias in unit.aliases if alias.validity.covers(day)]
    ranks = [rank for name in names if (rank := search_rank(text, name)) is not None]
    return min(ranks, default=None)
