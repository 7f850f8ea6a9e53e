"""Who a request comes from: session cookie, Basic password or personal token; nobody gets in without one.

A changing request by cookie must bring the session's CSRF token in ``X-CSRF-Token``: a foreign page can make a
browser send the cookie, but cannot read the token. ``X-On-Behalf-Of`` names the person one acts for by delegation.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping

from engine.actor import Actor
from engine.errors import Forbidden, Unauthenticated
from workflows.identity.known import Authenticated
from workflows.identity.service import Identity

COOKIE = "quytrinh_session"
_SAFE = frozenset({"GET", "HEAD"})

Headers = Mapping[bytes, bytes]


class NotSignedIn(Unauthenticated):
    """No credentials came with the request."""

    code = "http.not_signed_in"


class SessionEnded(Unauthenticated):
    """The cookie belongs to no open session."""

    code = "http.session_ended"


class TokenInvalid(Unauthenticated):
    """The personal token is unknown, expired or revoked."""

    code = "http.token_invalid"


class AuthorizationUnreadable(Unauthenticated):
    """The header ``Authorization`` is neither Basic nor Bearer as the standard has it (RFC 7617, RFC 6750)."""

    code = "http.authorization_unreadable"


class CsrfTokenMissing(Forbidden):
    """A changing request by cookie came without the session's CSRF token."""

    code = "http.csrf_token_missing"


class PasswordMustChange(Forbidden):
    """The account has a first password, which its owner changes before anything else."""

    code = "http.password_must_change"


def authenticate(identity: Identity, headers: Headers, method: str) -> Authenticated:
    """Who sends these headers. Raises Unauthenticated or Forbidden, and what the identity raises."""
    authorization = headers.get(b"authorization")
    if authorization is not None:
        return _by_header(identity, authorization)
    token = cookie_token(headers)
    if token is None:
        raise NotSignedIn
    authenticated = identity.by_session(token)
    if authenticated is None:
        raise SessionEnded
    if method not in _SAFE:
        sent = headers.get(b"x-csrf-token", b"")
        if not hmac.compare_digest(sent, (authenticated.csrf_token or "").encode()):
            raise CsrfTokenMissing
    return authenticated


def actor_of(identity: Identity, authenticated: Authenticated, headers: Headers) -> Actor:
    """The actor of the request, who acts for the account that ``X-On-Behalf-Of`` names, if any; raises NoDelegation."""
    on_behalf_of = headers.get(b"x-on-behalf-of")
    return identity.actor_for(authenticated, None if on_behalf_of is None else on_behalf_of.decode("latin-1"))


def cookie_token(headers: Headers) -> str | None:
    """The session's token from the cookie, if there is one."""
    for part in headers.get(b"cookie", b"").split(b";"):
        name, _, value = part.strip().partition(b"=")
        if name == COOKIE.encode() and value:
            return value.decode("latin-1")
    return None


def challenge(headers: Headers) -> dict[str, str]:
    """What a 401 tells programs. Browsers are told nothing, for they would open a sign-in window of their own."""
    if b"sec-fetch-mode" in headers or b"cookie" in headers:
        return {}
    return {"www-authenticate": 'Basic realm="Quy Trinh", charset="UTF-8"'}


def _by_header(identity: Identity, authorization: bytes) -> Authenticated:
    scheme, _, value = authorization.partition(b" ")
    if scheme.lower() == b"bearer":
        authenticated = identity.by_token(value.strip().decode("latin-1"))
        if authenticated is None:
            raise TokenInvalid
        return authenticated
    if scheme.lower() != b"basic":
        raise AuthorizationUnreadable
    try:
        username, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise AuthorizationUnreadable from None
    if not colon:
        raise AuthorizationUnreadable
    return identity.by_basic(username, password)
