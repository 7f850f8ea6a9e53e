"""The source files of the house, for the tests that hold its rules."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("engine", "workflows", "api")


@cache
def files(*folders: str) -> tuple[Path, ...]:
    """The Python files below `folders` (by default the floors), as paths from the root."""
    return tuple(
        file.relative_to(ROOT)
        for folder in folders or FLOORS
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "node_modules" not in file.parts
    )


@cache
def text(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(text(file), filename=str(file))


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of an attribute chain; a link that is no name becomes ``?``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def calls(file: Path) -> list[tuple[str, int]]:
    """The dotted name and the line of every call in `file`."""
    return [(dotted(node.func), node.lineno) for node in ast.walk(tree(file)) if isinstance(node, ast.Call)]
