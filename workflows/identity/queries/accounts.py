"""The list of accounts, for those who keep them and those who audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.ports import current_directory
from workflows.vietnamese import search_rank


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAccounts:
    """Accounts whose username or name answers `text`, all without one."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountEntry:
    """An account as people see it; never anything of its password but when it was set."""

    username: str
    person: str | None
    display_name: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    must_change_password: bool
    locked_at: datetime | None
    locked_reason: str | None
    created_at: datetime
    password_changed_at: datetime


@query_handler
def list_accounts(query: ListAccounts, reader: Reader) -> list[AccountEntry]:
    """By username; with a `text`, the best answers first."""
    reader.require("account.read", Resource(kind="account"))
    people = current_directory(reader).organization.people
    rows = reader.connection.exec_driver_sql(
        "SELECT username, person, display_name, roles, groups, must_change_password, locked_at, locked_reason, "
        "created_at, password_changed_at FROM account ORDER BY username"
    ).mappings()
    entries = []
    for row in rows:
        person = people.get(row["person"])
        name = row["display_name"] if person is None else person.name
        several = {"roles": tuple(row["roles"]), "groups": tuple(row["groups"])}
        entries.append(AccountEntry(**{**row, **several, "display_name": name or row["username"]}))
    if not query.text.strip():
        return entries
    ranked = [(rank, entry) for entry in entries if (rank := _rank(query.text, entry)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]


def _rank(text: str, entry: AccountEntry) -> int | None:
    ranks = (search_rank(text, entry.username), search_rank(text, entry.display_name))
    return min((rank for rank in ranks if rank is not None), default=None)
