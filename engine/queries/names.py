"""Names of elements as their author wrote them: found in memory, for rows that hold only the element's id."""

from __future__ import annotations

from engine.queries.reader import Reader
from engine.queries.search import Found


def named(reader: Reader, found: Found) -> Found:
    """Give every row the `name` of its element, None for one without; needs its process_definition_key, element_id."""
    for row in found.rows:
        info = reader.definitions.info(reader.connection, row["process_definition_key"])
        row["name"] = None if info is None else info.element_names.get(row["element_id"])
    return found
