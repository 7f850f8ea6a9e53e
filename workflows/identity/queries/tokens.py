"""One's own personal access tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTokens:
    """Those of the actor's account, revoked ones too, the newest first; never the secret."""


@query_handler
def list_tokens(query: ListTokens, reader: Reader) -> list[dict[str, Any]]:
    """Rows with key, name, scope, created_at, expires_at, revoked_at."""
    username = reader.actor.username
    reader.require("token.create", Resource(kind="access_token", assignee=username))
    rows = reader.connection.exec_driver_sql(
        "SELECT key, name, scope, created_at, expires_at, revoked_at FROM access_token "
        "WHERE username = %s ORDER BY key DESC",
        (username,),
    )
    return [dict(row) for row in rows.mappings()]
