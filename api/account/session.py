"""Sessions of browsers: signing in sets a cookie, signing out removes it.

The cookie is HttpOnly, so no script reads it, and SameSite=Lax, so no foreign page posts with it; the CSRF token in
the answer comes back with every changing request in the header ``X-CSRF-Token``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from api.authentication import COOKIE, SessionEnded, cookie_token
from api.call import Call, Reply
from api.json import Answer, Body, Instant, instant
from api.operations import Router
from engine.actor import Actor
from workflows.identity.known import Authenticated

router = Router("/api/session", tag="Session", vi="Đăng nhập")

Password = Annotated[str, Meta(min_length=1, max_length=1024)]


class SignIn(Body):
    """Username and password."""

    username: Annotated[str, Meta(min_length=1, max_length=256)]
    password: Password


class PasswordChange(Body):
    """The present password and the new one."""

    old_password: Password
    new_password: Password


class SessionAnswer(Answer):
    """Who is signed in. Without a cookie (a program) `csrfToken` and `expiresAt` are null."""

    username: str
    display_name: str
    unit: str | None
    position: str | None
    roles: list[str]
    groups: list[str]
    on_behalf_of: str | None
    csrf_token: str | None
    expires_at: Instant | None
    must_change_password: bool


@router.post(
    "",
    is_public=True,
    vi="Đăng nhập",
    en="Sign in: sets the session cookie",
    errors=(401,),
    example={"username": "lan.nguyen", "password": "…"},
)
def sign_in(call: Call, body: SignIn) -> Reply[SessionAnswer]:
    identity = call.application.identity
    opened = identity.login(body.username, body.password)
    authenticated = identity.by_session(opened.token)
    if authenticated is None:
        raise SessionEnded
    answer = _answer(authenticated.actor, authenticated)
    return Reply(content=answer, headers={"set-cookie": _cookie(call, opened.token, opened.expires_at)})


@router.get("", is_own_account=True, vi="Xem phiên làm việc", en="Get the session")
def get_session(call: Call) -> SessionAnswer:
    return _answer(call.actor, call.authenticated)


@router.delete("", is_own_account=True, vi="Đăng xuất", en="Sign out: ends the session, removes the cookie")
def sign_out(call: Call) -> Reply[None]:
    token = cookie_token(call.headers)
    if token is not None:
        call.application.identity.logout(token)
    return Reply(content=None, headers={"set-cookie": _cookie(call, "", None)})


@router.post("/password", is_own_account=True, vi="Đổi mật khẩu", en="Change one's own password", errors=(400,))
def change_password(call: Call, body: PasswordChange) -> None:
    call.application.identity.change_password(
        call.authenticated, body.old_password, body.new_password, keep_token=cookie_token(call.headers) or ""
    )


def _answer(actor: Actor, authenticated: Authenticated) -> SessionAnswer:
    is_by_cookie = authenticated.csrf_token is not None
    return SessionAnswer(
        username=actor.username,
        display_name=actor.display_name,
        unit=actor.unit,
        position=actor.position,
        roles=sorted(actor.roles),
        groups=sorted(actor.groups),
        on_behalf_of=actor.on_behalf_of,
        csrf_token=authenticated.csrf_token,
        expires_at=instant(authenticated.expires_at) if is_by_cookie and authenticated.expires_at else None,
        must_change_password=authenticated.must_change_password,
    )


def _cookie(call: Call, token: str, expires_at: datetime | None) -> str:
    """Without an end the cookie is removed."""
    seconds = 0 if expires_at is None else int((expires_at - call.application.engine.clock.now()).total_seconds())
    secure = "; Secure" if call.application.settings.https else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
