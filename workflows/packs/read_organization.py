"""Reads units, positions, groups and people of a pack from their rows."""

from __future__ import annotations

import re

from workflows.calendar.days import Mark
from workflows.data_files import Row, read_each
from workflows.packs.organization_model import (
    AdministrativeCode,
    Alias,
    Delegation,
    Group,
    Holding,
    Membership,
    Person,
    Position,
    Share,
    Succession,
    Term,
    Unit,
    Validity,
)

_CODE = re.compile(r"[A-Za-z0-9_]+(-[A-Za-z0-9_]+)*")
_USERNAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")


def code_of(row: Row, name: str = "code") -> str:
    """A plain ASCII code; codes come into URLs, groups and file names."""
    code = row.text(name)
    if not _CODE.fullmatch(code):
        row.refuse("packs.bad_code", name, value=code)
    return code


def validity_of(row: Row) -> Validity:
    """The optional fields `valid_from` and `valid_to`."""
    validity = Validity(row.optional_day("valid_from"), row.optional_day("valid_to"))
    if validity.starts and validity.ends and validity.ends < validity.starts:
        row.refuse("packs.ends_before_start", "valid_to", start=f"{validity.starts:%d/%m/%Y}")
    return validity


def read_term(row: Row) -> Term:
    return Term(code=code_of(row), title=row.text("title"), place=row.place)


def read_unit(row: Row) -> Unit:
    return Unit(
        code=code_of(row),
        name=row.text("name"),
        short_name=row.optional_text("short_name") or row.text("name"),
        kind=row.text("kind"),
        level=row.text("level"),
        parent=row.optional_text("parent"),
        validity=validity_of(row),
        aliases=read_each(row.rows("aliases"), _read_alias),
        administrative_codes=read_each(row.rows("administrative_codes"), _read_administrative_code),
        mark=row.choice("mark", Mark),
        note=row.optional_text("note"),
        place=row.place,
    )


def _read_alias(row: Row) -> Alias:
    return Alias(name=row.text("name"), validity=validity_of(row), note=row.optional_text("note"), place=row.place)


def _read_administrative_code(row: Row) -> AdministrativeCode:
    return AdministrativeCode(code=row.text("code"), validity=validity_of(row), place=row.place)


def read_succession(row: Row) -> Succession:
    return Succession(
        predecessor=row.text("predecessor"),
        successor=row.text("successor"),
        on=row.day("date"),
        share=row.choice("share", Share, Share.WHOLE),
        ground=row.text("ground"),
        note=row.optional_text("note"),
        place=row.place,
    )


def read_position(row: Row) -> Position:
    return Position(
        code=code_of(row),
        title=row.text("title"),
        unit_kinds=row.texts("unit_kinds"),
        may_sign=row.flag("may_sign", default=False),
        place=row.place,
    )


def read_group(row: Row) -> Group:
    return Group(
        role=code_of(row, "role"),
        title=row.text("title"),
        members=read_each(row.rows("members"), _read_membership),
        place=row.place,
    )


def _read_membership(row: Row) -> Membership:
    return Membership(
        positions=row.texts("positions"),
        unit_kinds=row.texts("unit_kinds"),
        units=row.texts("units"),
        place=row.place,
    )


def read_person(row: Row) -> Person:
    username = row.text("username")
    if not _USERNAME.fullmatch(username):
        row.refuse("packs.bad_username", "username", value=username)
    return Person(
        username=username,
        name=row.text("name"),
        holdings=read_each(row.rows("holdings"), _read_holding),
        is_sample=row.flag("sample", default=False),
        note=row.optional_text("note"),
        place=row.place,
    )


def _read_holding(row: Row) -> Holding:
    return Holding(unit=row.text("unit"), position=row.text("position"), validity=validity_of(row), place=row.place)


def read_delegation(row: Row) -> Delegation:
    validity = validity_of(row)
    if validity.starts is None or validity.ends is None:
        row.refuse("packs.delegation_unlimited", "valid_to")
    return Delegation(
        delegator=row.text("delegator"),
        delegate=row.text("delegate"),
        unit=row.text("unit"),
        position=row.text("position"),
        form=row.text("form"),
        validity=validity,
        ground=row.text("ground"),
        place=row.place,
    )
