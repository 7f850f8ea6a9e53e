"""Turns a syntax tree into closures, once; evaluating is calling them (decision D7)."""

from __future__ import annotations

from engine.feel.compiler import access, calls, control, names, operators, tests
from engine.feel.compiler.base import Compiler, Scope

__all__ = ["Compiler", "Scope", "access", "calls", "control", "names", "operators", "tests"]
