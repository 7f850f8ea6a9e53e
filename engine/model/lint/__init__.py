"""Lint: rules that a diagram must keep beyond what the schema says, one rule a function.

Importing this package registers every rule.
"""

from __future__ import annotations

from engine.model.lint import events, flows, gateways, limits, people, references, starts, tasks, timers
from engine.model.lint.registry import Hit, Rule, Subject, findings, rule, rules

__all__ = [
    "Hit",
    "Rule",
    "Subject",
    "events",
    "findings",
    "flows",
    "gateways",
    "limits",
    "people",
    "references",
    "rule",
    "rules",
    "starts",
    "tasks",
    "timers",
]
