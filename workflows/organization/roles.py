"""Roles that come of themselves, and which therefore nobody can be given and no pack may define."""

from __future__ import annotations

STAFF = "staff"
"""Everybody who holds a position, in each unit where they hold one."""
SIGNED_IN = "signed_in"
"""Everybody who is known."""
PARTICIPANT = "participant"
"""Everybody who may do tasks: who is known, has no first password to change, and shows no token of a narrower scope."""
SYSTEM_ROLE = "system"
"""The engine itself."""

RESERVED_ROLES = frozenset({SIGNED_IN, PARTICIPANT, STAFF, SYSTEM_ROLE})
