"""The domain's own API under ``/api``: one file a family, each with a `Router` (``api/operations.py``)."""

from __future__ import annotations

from api.operations import Router


def routers() -> tuple[Router, ...]:
    """Every family of the domain, in the order of the documentation."""
    return ()
