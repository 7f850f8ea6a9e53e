"""Who does something: the value that every command and query carries."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or a program at the moment of the deed, as history records it.

    `on_behalf_of` is the username of the person who delegated ("ký thay"). `unit` and `position` are codes of
    the post held at that time. `groups` are the concrete candidate groups (``focal_officer@XA-TRA-BINH``)
    through which tasks become visible; `roles` are what the authorization policy decides by.
    """

    username: str
    display_name: str = ""
    kind: str = "user"
    on_behalf_of: str | None = None
    unit: str | None = None
    position: str | None = None
    groups: frozenset[str] = field(default_factory=frozenset)
    roles: frozenset[str] = field(default_factory=frozenset)


SYSTEM = Actor(username="system", display_name="Hệ thống", kind="system", roles=frozenset({"system"}))
"""The engine itself: timers, jobs, continuations."""

ANONYMOUS = Actor(username="anonymous", kind="anonymous")
"""Nobody that is known; holds no role."""
