"""The statements of one server connection, sent straight to libpq and prepared from their second use on."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InFailedSqlTransaction, error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData

PREPARED = 200
"""How many statements a connection keeps prepared; the one not used for longest gives way."""
_PLACEHOLDER = re.compile(r"%(?:%|s|\((\w+)\)s)")


class Statements:
    """By text and types of parameters; `driver` is the connection they are prepared on."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self.driver = driver
        self._prepared: OrderedDict[tuple[str, tuple[int, ...]], _Prepared | None] = OrderedDict()
        self._made = 0

    def run(
        self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] | None, *, is_reading: bool
    ) -> IteratorResult[Any]:
        """Raises what psycopg raises."""
        server = self.driver.pgconn
        if not is_reading and server.transaction_status == TransactionStatus.IDLE:
            _checked(server.exec_(b"BEGIN"))
        sql, names = _numbered(statement)
        # A mapping may hold more than the statement names, or nothing that it names.
        given = [parameters[name] for name in names] if isinstance(parameters, Mapping) else parameters or ()
        adaptation = Transformer(self.driver)
        values = adaptation.dump_sequence(given, [PyFormat.AUTO] * len(given))
        types, formats = adaptation.types or (), adaptation.formats
        prepared = self._find(sql, types)
        if prepared is None:
            result = _checked(server.exec_params(sql.encode(), values, types, formats))
            columns = _columns(result)
        else:
            result = server.exec_prepared(prepared.name, values, formats)  # type: ignore[arg-type]
            if result.status == ExecStatus.FATAL_ERROR:
                # A migration may have changed what the statement returns: it is prepared anew the next time.
                self._prepared[sql, types] = None
            _checked(result)
            columns = prepared.columns = prepared.columns or _columns(result)
        adaptation.set_pgresult(result)
        return IteratorResult(columns, iter(adaptation.load_rows(0, result.ntuples, tuple)))

    def end(self, *, is_kept: bool) -> None:
        """COMMIT or ROLLBACK the transaction, if there is one. Raises what psycopg raises."""
        server = self.driver.pgconn
        if server.transaction_status == TransactionStatus.IDLE:
            return
        result = _checked(server.exec_(b"COMMIT" if is_kept else b"ROLLBACK"))
        if is_kept and result.command_status != b"COMMIT":
            # A transaction in which a statement failed answers COMMIT with a rollback, and calls it a success.
            raise InFailedSqlTransaction("nothing was committed: a statement before has failed")

    def _find(self, sql: str, types: tuple[int, ...]) -> _Prepared | None:
        """The statement as the server has it prepared; None at its first use, when that would not be worth it."""
        key = (sql, types)
        if key not in self._prepared:
            self._prepared[key] = None
            if len(self._prepared) > PREPARED:
                _, oldest = self._prepared.popitem(last=False)
                if oldest:
                    _checked(self.driver.pgconn.exec_(b"DEALLOCATE " + oldest.name))
            return None
        self._prepared.move_to_end(key)
        prepared = self._prepared[key]
        if prepared is None:
            self._made += 1
            prepared = _Prepared(b"quytrinh_%d" % self._made)
            _checked(self.driver.pgconn.prepare(prepared.name, sql.encode(), types))
            self._prepared[key] = prepared
        return prepared


@dataclass(slots=True)
class _Prepared:
    """`columns` are known when it has run once."""

    name: bytes
    columns: SimpleResultMetaData | None = None


def _checked(result: PGresult) -> PGresult:
    if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return result
    if result.error_field(DiagnosticField.SQLSTATE) is None:
        # Not the server's word but libpq's own: the connection is lost.
        raise psycopg.OperationalError(result.get_error_message())
    raise error_from_result(result)


def _columns(result: PGresult) -> SimpleResultMetaData:
    return SimpleResultMetaData([cast("bytes", result.fname(index)).decode() for index in range(result.nfields)])


@lru_cache(maxsize=1000)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """The statement with ``$1``, ``$2`` … for its placeholders, and the names of these where they have names."""
    names: list[str] = []
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        if match[0] == "%%":
            return "%"
        if match[1] is None:
            count += 1
            return f"${count}"
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    return _PLACEHOLDER.sub(number, statement), tuple(names)
