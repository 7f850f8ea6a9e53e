"""Every test here has an office of its own."""

from __future__ import annotations

from tests.workflows.office_fixtures import installed_database, new_office, office, tra_bong_pack

__all__ = ["installed_database", "new_office", "office", "tra_bong_pack"]
