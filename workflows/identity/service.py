"""Says who a request comes from, at no cost once it is known.

A cookie, a token or a password that was found good is remembered, in this process only, for the identity epoch and
the day at which it was read: the next request with it costs no statement. The epoch is looked at once a second
(`workflows.organization.epoch`); so signing out, locking an account, a new password or another position takes effect
at once in the process that did it, and within a second in the others.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_bytes

from engine.actor import Actor
from engine.engine import Engine
from engine.errors import InvalidInput
from workflows.identity.actors import ACCOUNT_COLUMNS, Account, account_of, acting_for, actor_of
from workflows.identity.commands.accounts import SetPassword
from workflows.identity.commands.sessions import CloseSession, NoteSessionSeen, OpenSession
from workflows.identity.commands.tokens import CreateToken
from workflows.identity.credentials import TOKEN_PREFIX, digest_of, new_access_token, new_session_token
from workflows.identity.known import Authenticated, Known, Remembered
from workflows.identity.passwords import check_strength, hash_password
from workflows.identity.sign_in import SignIn, Verified
from workflows.organization.directory_source import DirectorySource
from workflows.organization.epoch import EpochWatch, SideReader, Stamp

SEEN_EVERY = timedelta(minutes=15)
LONGEST_TOKEN = timedelta(days=366)


class TokenLifetimeOutOfRange(InvalidInput):
    """A token lives at least a minute and at most a year. Fields: days."""

    code = "identity.token_lifetime"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """`token` goes into the cookie and is shown nowhere else; `csrf_token` comes back with every changing request."""

    token: str
    csrf_token: str
    expires_at: datetime
    must_change_password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """`secret` is shown this once."""

    key: int
    secret: str
    expires_at: datetime


class Identity:
    """Safe between threads. Times of sessions are the machine's: a pinned clock signs nobody out."""

    def __init__(
        self,
        engine: Engine,
        reader: SideReader,
        watch: EpochWatch,
        directories: DirectorySource,
        session_lifetime: timedelta,
    ) -> None:
        self._engine = engine
        self._reader = reader
        self._watch = watch
        self._directories = directories
        self._session_lifetime = session_lifetime
        self._sign_in = SignIn(engine, reader)
        self._process_key = token_bytes(32)
        self._sessions: Remembered[Known] = Remembered()
        self._tokens: Remembered[Known] = Remembered()
        self._basic: Remembered[Known] = Remembered()

    # -- browsers ------------------------------------------------------------------------------------------------

    def login(self, username: str, password: str) -> OpenedSession:
        """Open a session. Raises WrongCredentials, SignInDelayed, AccountLocked, SignInBusy."""
        verified = self._sign_in.verify(username, password)
        token, csrf_token = new_session_token(), new_session_token()
        now = self._engine.clock.now()
        opened = OpenedSession(
            token=token,
            csrf_token=csrf_token,
            expires_at=now + self._session_lifetime,
            must_change_password=verified.account.must_change_password,
        )
        self._open(verified, digest_of(token), opened.csrf_token, now, opened.expires_at)
        return opened

    def by_session(self, token: str) -> Authenticated | None:
        """Who signed in with this cookie; None when it is unknown, expired, closed, or the account is locked."""
        digest, stamp, now = digest_of(token), self._watch.stamp(), self._engine.clock.now()
        known = self._sessions.get(digest)
        if known is None or known.stamp != stamp:
            known = self._read_session(digest, stamp)
        if known is None or (known.authenticated.expires_at or now) <= now:
            self._sessions.drop(digest)
            return None
        if known.last_seen_at is not None and now - known.last_seen_at >= SEEN_EVERY:
            self._engine.execute(NoteSessionSeen(digest=digest, now=now), known.authenticated.actor)
            known = replace(known, last_seen_at=now)
        self._sessions.put(digest, known)
        return known.authenticated

    def logout(self, token: str) -> None:
        """Close the session; one that is not there is no error."""
        authenticated = self.by_session(token)
        if authenticated is not None:
            self._engine.execute(CloseSession(digest=digest_of(token)), authenticated.actor)
            self._sessions.drop(digest_of(token))

    # -- programs ------------------------------------------------------------------------------------------------

    def by_basic(self, username: str, password: str) -> Authenticated:
        """Who shows this password; raises what `login` raises. The first time in a process takes a slow hash."""
        text = f"{username}\0{password}".encode("utf-8", "surrogatepass")
        key, stamp = hmac.digest(self._process_key, text, "sha256"), self._watch.stamp()
        known = self._basic.get(key)
        if known is not None and known.stamp != stamp:
            known = self._confirmed(known, stamp)
        if known is None:
            verified = self._sign_in.verify(username, password)
            now = self._engine.clock.now()
            self._open(verified, None, "", now, now)
            known = Known(stamp=stamp, authenticated=self._authenticated(verified.account))
        self._basic.put(key, known)
        return known.authenticated

    def by_token(self, token: str) -> Authenticated | None:
        """Who made this personal access token; None when unknown, expired, revoked, or the account is locked."""
        if not token.startswith(TOKEN_PREFIX):
            return None
        digest, stamp, now = digest_of(token), self._watch.stamp(), self._engine.clock.now()
        known = self._tokens.get(digest)
        if known is None or known.stamp != stamp:
            known = self._read_token(digest, stamp)
        if known is None or (known.authenticated.expires_at or now) <= now:
            self._tokens.drop(digest)
            return None
        self._tokens.put(digest, known)
        return known.authenticated

    # -- what people do with their own account ---------------------------------------------------------------------

    def change_password(self, authenticated: Authenticated, old: str, new: str, *, keep_token: str = "") -> None:
        """Needs the old password; all other sessions end. Raises what `login` raises, and PasswordTooWeak."""
        username = authenticated.account.username
        check_strength(new, username)
        self._sign_in.verify(username, old)
        change = SetPassword(
            username=username,
            password_hash=hash_password(new),
            must_change_password=False,
            keep_session=digest_of(keep_token) if keep_token else b"",
        )
        self._engine.execute(change, authenticated.actor)

    def create_token(
        self, authenticated: Authenticated, name: str, lifetime: timedelta, scope: tuple[str, ...] = ()
    ) -> NewToken:
        """A token with the roles in `scope` (none: all that the account has). Raises TokenLifetimeOutOfRange."""
        if not timedelta(minutes=1) <= lifetime <= LONGEST_TOKEN:
            raise TokenLifetimeOutOfRange(days=LONGEST_TOKEN.days)
        now = self._engine.clock.now()
        secret = new_access_token()
        command = CreateToken(digest=digest_of(secret), name=name, scope=scope, now=now, expires_at=now + lifetime)
        key = self._engine.execute(command, authenticated.actor)
        return NewToken(key=key, secret=secret, expires_at=command.expires_at)

    def actor_for(self, authenticated: Authenticated, on_behalf_of: str | None) -> Actor:
        """The actor of a request, who acts for the account `on_behalf_of` where one is named; raises NoDelegation."""
        if on_behalf_of is None or authenticated.must_change_password:
            return authenticated.actor
        person = authenticated.account.person or ""
        return acting_for(authenticated.actor, person, on_behalf_of, self._directories.current())

    # -- inside --------------------------------------------------------------------------------------------------

    def _open(
        self, verified: Verified, digest: bytes | None, csrf_token: str, now: datetime, expires_at: datetime
    ) -> None:
        command = OpenSession(
            digest=digest,
            csrf_token=csrf_token,
            now=now,
            expires_at=expires_at,
            password_hash=verified.account.password_hash,
            name_tag=verified.name_tag,
        )
        self._engine.execute(command, actor_of(verified.account, self._directories.current()))

    def _authenticated(self, account: Account) -> Authenticated:
        return Authenticated(actor=actor_of(account, self._directories.current()), account=account)

    def _read_session(self, digest: bytes, stamp: Stamp) -> Known | None:
        rows = self._reader.rows(
            f"SELECT {ACCOUNT_COLUMNS}, s.csrf_token, s.expires_at, s.last_seen_at "
            "FROM session s JOIN account a USING (username) WHERE s.digest = %s AND a.locked_at IS NULL",
            (digest,),
        )
        for row in rows:
            authenticated = replace(
                self._authenticated(account_of(row)), csrf_token=row.csrf_token, expires_at=row.expires_at
            )
            return Known(stamp=stamp, authenticated=authenticated, last_seen_at=row.last_seen_at)
        return None

    def _read_token(self, digest: bytes, stamp: Stamp) -> Known | None:
        rows = self._reader.rows(
            f"SELECT {ACCOUNT_COLUMNS}, t.scope, t.expires_at FROM access_token t JOIN account a USING (username) "
            "WHERE t.digest = %s AND t.revoked_at IS NULL AND a.locked_at IS NULL",
            (digest,),
        )
        for row in rows:
            account = account_of(row)
            actor = actor_of(account, self._directories.current(), row.scope)
            return Known(
                stamp=stamp, authenticated=Authenticated(actor=actor, account=account, expires_at=row.expires_at)
            )
        return None

    def _confirmed(self, known: Known, stamp: Stamp) -> Known | None:
        """A password that was checked once is still good while the hash it was checked against is the account's."""
        before = known.authenticated.account
        rows = self._reader.rows(f"SELECT {ACCOUNT_COLUMNS} FROM account a WHERE username = %s", (before.username,))
        for row in rows:
            account = account_of(row)
            if not account.is_locked and account.password_hash == before.password_hash:
                return Known(stamp=stamp, authenticated=self._authenticated(account))
        return None
