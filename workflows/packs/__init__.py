"""Configuration packs: one place's units, people, legal bases and obligations of one year, as data.

A pack is a folder of YAML files; `load_pack` reads it into frozen values and refuses it with file and line of every
fault. No code here knows any place by name.
"""

from __future__ import annotations

from workflows.packs.loader import PackNotFound, load_pack, pack_names
from workflows.packs.model import Pack

__all__ = ["Pack", "PackNotFound", "load_pack", "pack_names"]
