"""Reads the whole organisation from the store in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.persistence.database import from_json
from workflows.calendar.days import Mark
from workflows.organization.values import Delegation, Holding, Organization, Person
from workflows.packs.organization_model import (
    AdministrativeCode,
    Alias,
    Group,
    Membership,
    Position,
    Share,
    Succession,
    Term,
    Unit,
    Validity,
)

_TABLES = {
    "organization_term": "category, code",
    "organization_unit": "ordinal, code",
    "unit_succession": "date, predecessor, successor",
    "organization_position": "code",
    "organization_role": "code",
    "person": "sort_key, code",
    "holding": "ordinal, key",
    "delegation": "key",
}

ORGANIZATION_SQL = (
    "SELECT (SELECT identity_epoch FROM engine_state WHERE id = 1), "
    "(SELECT json_object_agg(username, person) FROM account WHERE person IS NOT NULL)::text, "
    + ", ".join(
        f"(SELECT json_agg(row_to_json(t) ORDER BY {order}) FROM {table} t)::text" for table, order in _TABLES.items()
    )
)
"""One row: the epoch, and each table as a JSON array or null; one statement sees one snapshot."""

Rows = Mapping[str, list[dict[str, Any]]]


def rows_of(result: Any) -> Rows:
    """The rows by table of what `ORGANIZATION_SQL` gave."""
    return {table: from_json(text) if text else [] for table, text in zip(_TABLES, result[2:], strict=True)}


def organization_of(result: Any) -> Organization:
    """The values of what `ORGANIZATION_SQL` gave."""
    rows = rows_of(result)
    return Organization(
        identity_epoch=result[0],
        terms=tuple((r["category"], Term(code=r["code"], title=r["title"])) for r in rows["organization_term"]),
        units={r["code"]: _unit(r) for r in rows["organization_unit"]},
        successions=tuple(_succession(r) for r in rows["unit_succession"]),
        positions={r["code"]: _position(r) for r in rows["organization_position"]},
        groups={r["code"]: _group(r) for r in rows["organization_role"]},
        people={r["code"]: _person(r) for r in rows["person"]},
        holdings=tuple(_holding(r) for r in rows["holding"]),
        delegations=tuple(_delegation(r) for r in rows["delegation"] if r["revoked_at"] is None),
        accounts=from_json(result[1]) if result[1] else {},
    )


def _validity(row: Mapping[str, Any]) -> Validity:
    return Validity(_day(row["valid_from"]), _day(row["valid_to"]))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _unit(row: Mapping[str, Any]) -> Unit:
    return Unit(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        kind=row["kind"],
        level=row["level"],
        parent=row["parent"],
        validity=_validity(row),
        aliases=tuple(Alias(name=a["name"], validity=_validity(a), note=a["note"]) for a in row["aliases"]),
        administrative_codes=tuple(
            AdministrativeCode(code=c["code"], validity=_validity(c)) for c in row["administrative_codes"]
        ),
        mark=Mark(row["mark"]),
        note=row["note"],
    )


def _succession(row: Mapping[str, Any]) -> Succession:
    return Succession(
        predecessor=row["predecessor"],
        successor=row["successor"],
        on=date.fromisoformat(row["date"]),
        share=Share(row["share"]),
        ground=row["ground"],
        note=row["note"],
    )


def _position(row: Mapping[str, Any]) -> Position:
    return Position(code=row["code"], title=row["title"], unit_kinds=tuple(row["unit_kinds"]), may_sign=row["may_sign"])


def _group(row: Mapping[str, Any]) -> Group:
    members = tuple(
        Membership(positions=tuple(m["positions"]), unit_kinds=tuple(m["unit_kinds"]), units=tuple(m["units"]))
        for m in row["members"]
    )
    return Group(role=row["code"], title=row["title"], members=members)


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        code=row["code"],
        name=row["name"],
        sort_key=bytes.fromhex(row["sort_key"].removeprefix("\\x")),
        is_sample=row["is_sample"],
        note=row["note"],
    )


def _holding(row: Mapping[str, Any]) -> Holding:
    return Holding(
        key=row["key"],
        person=row["person"],
        unit=row["unit"],
        position=row["position"],
        validity=_validity(row),
        ordinal=row["ordinal"],
    )


def _delegation(row: Mapping[str, Any]) -> Delegation:
    return Delegation(
        key=row["key"],
        delegator=row["delegator"],
        delegate=row["delegate"],
        unit=row["unit"],
        position=row["position"],
        form=row["form"],
        validity=_validity(row),
        ground=row["ground"],
    )
