"""Checks a username and a password: slowed down after failures, and telling nobody which usernames exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from secrets import token_bytes

from engine.actor import ANONYMOUS
from engine.engine import Engine
from engine.errors import Unauthenticated
from workflows.identity.actors import ACCOUNT_COLUMNS, Account, account_of
from workflows.identity.commands.sessions import RecordSignInRefusal
from workflows.identity.commands.store_secret import StoreIdentitySecret
from workflows.identity.credentials import name_tag
from workflows.identity.passwords import is_password
from workflows.organization.epoch import SideReader

FREE_TRIES = 5
"""So many failures in a row cost nothing but time."""
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
"""Each further failure doubles the delay up to this, so that nobody can be kept out for long by a stranger."""


class WrongCredentials(Unauthenticated):
    """No such username, or not this password; which of them is not said."""

    code = "identity.wrong_credentials"


class SignInDelayed(Unauthenticated):
    """Too many failures; the next try counts after `seconds`. Fields: seconds."""

    code = "identity.delayed"


class AccountLocked(Unauthenticated):
    """Right password, but the account is locked."""

    code = "identity.account_locked"


@dataclass(frozen=True, slots=True)
class Verified:
    """An account whose password was shown, and the tag under which its failures are counted."""

    account: Account
    name_tag: str


class SignIn:
    """Safe between threads."""

    def __init__(self, engine: Engine, reader: SideReader) -> None:
        self._engine = engine
        self._reader = reader

    def verify(self, username: str, password: str) -> Verified:
        """Raises WrongCredentials, SignInDelayed (before looking at the password), AccountLocked, SignInBusy.

        What is refused is recorded; tries within a delay are not even looked at, so they are not.
        """
        tag = name_tag(self._secret, username)
        account, delay = self._read(username, tag)
        if delay > timedelta(0):
            raise SignInDelayed(seconds=int(delay.total_seconds()) + 1)
        is_right = is_password(password, None if account is None else account.password_hash)
        if account is None or not is_right:
            self._refuse(tag, account, "wrong_credentials")
            raise WrongCredentials
        if account.is_locked:
            self._refuse(tag, account, "locked")
            raise AccountLocked
        return Verified(account, tag)

    def _read(self, username: str, tag: str) -> tuple[Account | None, timedelta]:
        [row] = self._reader.rows(
            f"SELECT {ACCOUNT_COLUMNS}, f.count AS failures, f.last_at AS failed_at FROM (SELECT 1) one "
            "LEFT JOIN account a ON a.username = %s LEFT JOIN sign_in_failure f ON f.name_tag = %s",
            (username.replace("\0", ""), tag),
        )
        account = None if row.username is None else account_of(row)
        if row.failures is None:
            return account, timedelta(0)
        delay: timedelta = row.failed_at + delay_after(row.failures) - self._engine.clock.now()
        return account, delay

    def _refuse(self, tag: str, account: Account | None, reason: str) -> None:
        refusal = RecordSignInRefusal(
            name_tag=tag,
            username=None if account is None else account.username,
            reason=reason,
            now=self._engine.clock.now(),
        )
        self._engine.execute(refusal, ANONYMOUS)

    @cached_property
    def _secret(self) -> bytes:
        secret: bytes = self._engine.execute(StoreIdentitySecret(candidate=token_bytes(32)), ANONYMOUS)
        return secret


def delay_after(failures: int) -> timedelta:
    """How long after so many failures in a row the next try waits."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - FREE_TRIES, 10)
    delay = FIRST_DELAY * (1 << doublings)
    return min(delay, LONGEST_DELAY)
