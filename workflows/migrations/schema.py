"""Every table of engine and domain on one MetaData, for migrations and for the test that compares the two."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from sqlalchemy import MetaData

import engine.persistence.keys
import engine.persistence.tables
import workflows
from engine.persistence.metadata import metadata


def tables() -> MetaData:
    """Import each module that declares tables (``engine/persistence/tables/*``, ``workflows/*/tables.py``)."""
    for module in pkgutil.iter_modules(engine.persistence.tables.__path__, "engine.persistence.tables."):
        importlib.import_module(module.name)
    for file in sorted(Path(workflows.__path__[0]).glob("*/tables.py")):
        importlib.import_module(f"workflows.{file.parent.name}.tables")
    return metadata


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the tables of Procrastinate, which brings its own schema; for Alembic's `include_name`."""
    return kind != "table" or name is None or not name.startswith("procrastinate_")
