"""BPMN errors on their way outward (BPMN 2.0 §10.5.6; Camunda 8, "Error events")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.interpreter.spiff.token import Token


def throw(token: Token, code: str, values: Mapping[str, Any]) -> bool:
    """Look for a catcher from `token` outward, across call activities; False when there is none.

    In each scope the exact code is asked before the catch-all.
    """
    host: Token | None = token
    while host is not None:
        catcher = host.task_spec.catcher(code)
        if catcher is not None:
            catcher.catch(host, values)
            return True
        host = host.enclosing
    return False
