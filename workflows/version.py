"""The release of Quy Trình; the package's metadata take it from here."""

from __future__ import annotations

VERSION = "0.1.0"
