"""A register of one unit and year, as its clerk reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.dispatch import query_handler
from engine.ports import Resource
from engine.queries.reader import Reader
from workflows.registers.entries import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRegister:
    """The entries of one unit, year and direction, by number."""

    unit: str
    year: int
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """`counterpart` is who sent an incoming document, or who gets an outgoing one."""

    number: int
    symbol: str | None
    issued_on: date | None
    type_name: str | None
    title: str
    signer: str | None
    counterpart: str | None
    registered_on: date
    registered_at: datetime
    process_instance_key: int
    case_code: str | None


_ENTRIES = """
    SELECT number, symbol, issued_on, type_name, title, signer, counterpart, registered_on, registered_at,
      process_instance_key, case_code
    FROM document_register WHERE unit_code = %s AND year = %s AND direction = %s ORDER BY number"""


@query_handler
def list_register(query: ListRegister, reader: Reader) -> list[RegisterEntry]:
    """Open to the unit itself and to those who see all units."""
    reader.require("register.read", Resource(kind="document_register", unit=query.unit))
    values = (query.unit, query.year, query.direction.value)
    rows: list[Any] = list(reader.connection.exec_driver_sql(_ENTRIES, values).mappings())
    return [RegisterEntry(**row) for row in rows]
