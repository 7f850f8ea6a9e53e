"""The fixed sequence of rewrites that leads to the normal form.

In normal form a scope has a start event; every node but an end event has a way out; only gateways have several;
conditions stand behind exclusive and inclusive gateways alone; and there are no links. What an author drew keeps its
id; what is added is marked synthetic, so that history speaks the author's ids only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.compiler.forks import explicit_forks
from engine.compiler.fresh_ids import FreshIds
from engine.compiler.implicit_end import explicit_end
from engine.compiler.implicit_start import explicit_start
from engine.compiler.links import links_as_flows
from engine.model.process import Process, Scope

Rewrite = Callable[[Scope, str, FreshIds], Scope]
"""Takes a scope, the id of its process or subprocess, and a source of free ids."""

# Links become flows before ends are looked for, and starts get their flows before forks are.
REWRITES: tuple[Rewrite, ...] = (links_as_flows, explicit_start, explicit_end, explicit_forks)


def normalize(process: Process) -> Process:
    """The normal form of a process that keeps the lint rules; idempotent."""
    return replace(process, scope=_normalize(process.scope, process.id, FreshIds(process)))


def _normalize(scope: Scope, owner_id: str, fresh: FreshIds) -> Scope:
    for rewrite in REWRITES:
        scope = rewrite(scope, owner_id, fresh)
    nodes = {
        node.id: node if node.scope is None else replace(node, scope=_normalize(node.scope, node.id, fresh))
        for node in scope.nodes.values()
    }
    return Scope(nodes=nodes, flows=scope.flows)
