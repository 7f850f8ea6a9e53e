"""Hashes and checks passwords with argon2id, a few at a time, and says which passwords are good enough.

Parameters and the bound on concurrency: each hash takes 19 MiB and two passes (OWASP Password Storage Cheat Sheet,
argon2id), so a flood of sign-ins takes at most `_AT_ONCE` times that much memory and waits for its turn.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from engine.errors import InvalidInput, Unavailable

SHORTEST = 10
LONGEST = 256
_TELLING = 4
"""A username of so many letters is looked for in the password; a shorter one is in many words."""
_AT_ONCE = 4
_PATIENCE_SECONDS = 10.0

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(_AT_ONCE)
_nobodys_hash = "$argon2id$v=19$m=19456,t=2,p=1$DGtiGJ0Z6pvLvysLd7WfxA$WXnHZPsixcU+Ljdy49JCUrb4pp+lCNmiPCx6EsCIanc"
"""Of a random password nobody knows: checking against it takes the time of a real check."""


class PasswordTooWeak(InvalidInput):
    """Too short, too long, or with the username in it. Fields: shortest, longest."""

    code = "identity.password_too_weak"


class SignInBusy(Unavailable):
    """So many people sign in at this moment that this one could not get a turn."""

    code = "identity.busy"


def check_strength(password: str, username: str) -> None:
    """Length counts, not kinds of characters (NIST SP 800-63B §5.1.1.2); raises PasswordTooWeak."""
    has_own_name = len(username) >= _TELLING and username.casefold() in password.casefold()
    if has_own_name or not SHORTEST <= len(_plain(password)) <= LONGEST:
        raise PasswordTooWeak(shortest=SHORTEST, longest=LONGEST)


def hash_password(password: str) -> str:
    """The argon2id hash, with parameters and salt, as one text; raises SignInBusy."""
    with _turn():
        return _hasher.hash(_plain(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether the hash is that of `password`; with None, False in the same time. Raises SignInBusy."""
    if len(password) > LONGEST:
        password = password[:LONGEST] + "\0"
    with _turn():
        try:
            _hasher.verify(password_hash or _nobodys_hash, _plain(password))
        except VerifyMismatchError:
            return False
    return password_hash is not None


def _plain(password: str) -> str:
    """One form for what keyboards and systems write differently, so that Vietnamese letters may be used."""
    return unicodedata.normalize("NFKC", password)


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=_PATIENCE_SECONDS):
        raise SignInBusy
    try:
        yield
    finally:
        _turns.release()
