"""Roles that come of themselves, and which therefore nobody can be given and no pack may define."""

from __future__ import annotations

STAFF = "staff"
"""Everybody who holds a position, in each unit where they hold one."""
SIGNED_IN = "signed_in"
"""Everybody who is known."""
SYSTEM_ROLE = "system"
"""The engine itself."""

RESERVED_ROLES = frozenset({SIGNED_IN, STAFF, SYSTEM_ROLE})
