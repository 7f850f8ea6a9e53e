"""The texts of the domain: joins the files of this folder to the engine's message catalogue."""

from __future__ import annotations

from pathlib import Path

from engine import messages

messages.add_folder(Path(__file__).parent)
