"""The domain: organisation, programmes, obligations, calendar; wires the engine (architecture, floors)."""

from __future__ import annotations

from workflows import messages as messages  # its texts join the catalogue before any domain module needs one
