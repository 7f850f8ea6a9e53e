"""Lets ``python -m workflows.cli`` stand for ``quytrinh``, where no script is installed."""

from __future__ import annotations

from workflows.cli import main

main()
