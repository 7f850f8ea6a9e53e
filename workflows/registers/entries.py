"""Entries of the document registers: a number once in an agency's year, for paper and electronic documents alike."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection


class Direction(StrEnum):
    """Văn bản đi, văn bản đến."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


_INSERT = """
    INSERT INTO document_register (unit_code, year, direction, number, symbol, issued_on, type_name, title, signer,
      counterpart, registered_on, registered_at, process_instance_key, case_code)
    VALUES (%(unit_code)s, %(year)s, %(direction)s, {number}, %(symbol)s, %(issued_on)s, %(type_name)s, %(title)s,
      %(signer)s, %(counterpart)s, %(registered_on)s, %(registered_at)s, %(process_instance_key)s, %(case_code)s)
    ON CONFLICT DO NOTHING RETURNING number"""
_NEXT = """(SELECT coalesce(max(number), 0) + 1 FROM document_register
      WHERE unit_code = %(unit_code)s AND year = %(year)s AND direction = %(direction)s)"""
_CHOSEN = _INSERT.format(number="%(number)s")
_FOLLOWING = _INSERT.format(number=_NEXT)


def enter_with_number(connection: Connection, entry: Mapping[str, Any]) -> bool:
    """Write an entry under the number it has; False when that is used in the unit's year.

    A number that another case is just taking is waited for. (Nghị định 30/2020/NĐ-CP, Điều 15 khoản 1.)
    """
    return connection.exec_driver_sql(_CHOSEN, dict(entry)).one_or_none() is not None


def enter_next(connection: Connection, entry: Mapping[str, Any]) -> int:
    """Write an entry under the next number of the unit's year and return it (Nghị định 30/2020/NĐ-CP, Điều 22)."""
    line = f"{entry['unit_code']}/{entry['year']}/{entry['direction']}"
    # One number line has one writer at a time; the statement that reads the last number starts after the wait.
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('register:' || %s, 0))", (line,))
    number: int = connection.exec_driver_sql(_FOLLOWING, dict(entry)).scalar_one()
    return number
