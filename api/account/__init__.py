"""One's own account: signing in and out, the password, personal tokens."""

from __future__ import annotations

from api.account import session, tokens
from api.operations import Router


def routers() -> tuple[Router, ...]:
    """Every family about one's own account."""
    return session.router, tokens.router
