"""Roles that come of themselves, and which therefore nobody can be given and no pack may define."""

from __future__ import annotations

from workflows.organization.directory import STAFF

SIGNED_IN = "signed_in"
"""Everybody who is known."""
SYSTEM_ROLE = "system"
"""The engine itself."""

RESERVED_ROLES = frozenset({SIGNED_IN, STAFF, SYSTEM_ROLE})
