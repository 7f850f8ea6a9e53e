"""The normal form (decision D5): a process rewritten into fewer shapes, value in, value out, one rewrite a file."""

from __future__ import annotations

from engine.compiler.normal_form import normalize

__all__ = ["normalize"]
