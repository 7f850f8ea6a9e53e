"""The organisation of a pack as rows of `workflows.organization.tables`, in JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from workflows.organization.changes import Row
from workflows.packs.organization_model import (
    Delegation,
    Group,
    Person,
    Position,
    Succession,
    Term,
    Unit,
    Validity,
)
from workflows.vietnamese import normalized, person_sort_key


def term_rows(category: str, terms: Iterable[Term]) -> list[Row]:
    return [{"category": category, "code": term.code, "title": normalized(term.title)} for term in terms]


def unit_rows(units: Iterable[Unit]) -> list[Row]:
    return [
        {
            "code": unit.code,
            "name": normalized(unit.name),
            "short_name": normalized(unit.short_name),
            "kind": unit.kind,
            "level": unit.level,
            "parent": unit.parent,
            **_days(unit.validity),
            "aliases": [
                {"name": normalized(alias.name), **_days(alias.validity), "note": alias.note} for alias in unit.aliases
            ],
            "administrative_codes": [{"code": code.code, **_days(code.validity)} for code in unit.administrative_codes],
            "ordinal": ordinal,
            "mark": unit.mark.value,
            "note": unit.note,
        }
        for ordinal, unit in enumerate(units)
    ]


def succession_rows(successions: Iterable[Succession]) -> list[Row]:
    return [
        {
            "predecessor": each.predecessor,
            "successor": each.successor,
            "date": each.on.isoformat(),
            "share": each.share.value,
            "ground": each.ground,
            "note": each.note,
        }
        for each in successions
    ]


def position_rows(positions: Iterable[Position]) -> list[Row]:
    return [
        {
            "code": position.code,
            "title": normalized(position.title),
            "unit_kinds": list(position.unit_kinds),
            "may_sign": position.may_sign,
        }
        for position in positions
    ]


def role_rows(groups: Iterable[Group]) -> list[Row]:
    return [
        {
            "code": group.role,
            "title": normalized(group.title),
            "members": [
                {"positions": list(m.positions), "unit_kinds": list(m.unit_kinds), "units": list(m.units)}
                for m in group.members
            ],
        }
        for group in groups
    ]


def person_rows(people: Iterable[Person]) -> list[Row]:
    """The username of a pack's person is the person's code."""
    return [
        {
            "code": person.username,
            "name": normalized(person.name),
            "sort_key": "\\x" + person_sort_key(person.name).hex(),
            "is_sample": person.is_sample,
            "note": person.note,
        }
        for person in people
    ]


def holding_rows(people: Iterable[Person]) -> list[Row]:
    return [
        {
            "person": person.username,
            "unit": held.unit,
            "position": held.position,
            **_days(held.validity),
            "ordinal": ordinal,
        }
        for person in people
        for ordinal, held in enumerate(person.holdings)
    ]


def delegation_rows(delegations: Iterable[Delegation]) -> list[Row]:
    return [
        {
            "delegator": given.delegator,
            "delegate": given.delegate,
            "unit": given.unit,
            "position": given.position,
            "form": given.form,
            **_days(given.validity),
            "ground": given.ground,
        }
        for given in delegations
    ]


def _days(validity: Validity) -> dict[str, Any]:
    return {"valid_from": _day(validity.starts), "valid_to": _day(validity.ends)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
