"""People of Trà Bồng as actors, without signing in."""

from __future__ import annotations

from engine.actor import Actor
from workflows.identity.actors import Account, actor_of
from workflows.identity.known import Authenticated
from workflows.wiring import Application


def authenticated(application: Application, username: str) -> Authenticated:
    """The person as if signed in now; in the pack, username and code of the person are one."""
    account = Account(
        username=username,
        person=username,
        display_name=None,
        password_hash="",
        must_change_password=False,
        roles=frozenset(),
        groups=frozenset(),
        is_locked=False,
    )
    directory = application.directories.current()
    assert directory.person(username) is not None
    return Authenticated(actor=actor_of(account, directory), account=account)


def actor(application: Application, username: str) -> Actor:
    """The person with today's rights."""
    return authenticated(application, username).actor
