"""Embedded subprocesses."""

from __future__ import annotations

from collections.abc import Mapping

from engine.interpreter.spiff.behaviors.activity import ActivitySpec
from engine.interpreter.spiff.behaviors.base import NodeSpec
from engine.interpreter.spiff.token import Token


class SubprocessSpec(ActivitySpec):
    """A scope inside the instance; ends when no token is left inside. Only output mappings let values out."""

    starts: Mapping[str, NodeSpec] = {}

    def enter(self, token: Token) -> bool:
        super().enter(token)
        for start in self.starts.values():
            token.workflow.add(start, token)
        return False
