"""The variables around a user task, searched: those of all scopes it stands in, or only the ones it sees."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.dispatch import query_handler
from engine.queries.entities import VARIABLE
from engine.queries.reader import Reader
from engine.queries.search import Found, Search
from engine.queries.search_sql import run
from engine.queries.user_tasks import task_row


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTaskVariables:
    """`only_effective`: of each name the innermost, which hides the others."""

    user_task_key: int
    search: Search = field(default_factory=Search)
    only_effective: bool = False


_AROUND = """v.root_key = %(root)s AND v.key IN (
    WITH RECURSIVE scope(key, depth) AS (
      SELECT %(task)s::bigint, 0
      UNION ALL
      SELECT e.scope_key, s.depth + 1 FROM scope s JOIN element_instance e ON e.key = s.key)
    SELECT {distinct} w.key FROM scope s JOIN variable w ON w.root_key = %(root)s AND w.scope_key = s.key{order})"""
_ALL = _AROUND.format(distinct="", order="")
_EFFECTIVE = _AROUND.format(distinct="DISTINCT ON (w.name)", order=" ORDER BY w.name, s.depth")


@query_handler
def find_task_variables(query: FindTaskVariables, reader: Reader) -> Found:
    """Raises InstanceNotFound for a task that is not there or not visible."""
    row = task_row(reader, query.user_task_key)
    values = {"task": query.user_task_key, "root": row["root_key"]}
    around = _EFFECTIVE if query.only_effective else _ALL
    return run(reader, VARIABLE, query.search, extra=around, values=values)
