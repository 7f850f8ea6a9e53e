"""The domain's own API under ``/api``: one file a family, each with a `Router` (``api/operations.py``)."""

from __future__ import annotations

from api.domain import calendar, case_history, legal_bases, obligations, programmes, registers, units
from api.operations import Router

_FAMILIES = (programmes, obligations, units, registers, calendar, legal_bases, case_history)


def routers() -> tuple[Router, ...]:
    """Every family of the domain, in the order of the documentation."""
    return tuple(family.router for family in _FAMILIES)
