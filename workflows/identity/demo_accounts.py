"""Accounts for the people of a pack, all with the pack's published password: for demonstrations and tests only."""

from __future__ import annotations

from workflows.identity.commands.accounts import NewAccount, OpenAccounts
from workflows.identity.passwords import hash_password
from workflows.packs.model import Pack


def demo_accounts(pack: Pack) -> OpenAccounts:
    """The command that opens an account for each person of `pack` who has none.

    One hash serves all: they share a password that everybody can read, so a common salt gives nothing away, and a
    hundred slow hashes would only keep the demonstration waiting.
    """
    password_hash = hash_password(pack.demo_password)
    return OpenAccounts(
        accounts=tuple(
            NewAccount(
                username=person.username,
                person=person.username,
                password_hash=password_hash,
                must_change_password=False,
            )
            for person in pack.people
        )
    )
