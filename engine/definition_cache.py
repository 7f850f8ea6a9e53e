"""Definitions in memory: programs and forms by key (they never change), and which version is the latest.

One cache for all threads of a process. What is latest changes only by a deployment, and whoever asks learns the
committed deployment epoch before; so a stale answer is never given and nothing is asked twice.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine.interpreter.port import Interpreter, Program
from engine.model.forms import Form, parse_form
from engine.model.process import Binding
from engine.model.reader import read_definitions
from engine.model.xml import read_xml


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionInfo:
    """The row of a process definition, as far as answers need it."""

    key: int
    process_id: str
    version: int
    version_tag: str | None
    name: str | None
    resource_name: str
    deployment_key: int
    start_form_id: str | None
    element_names: dict[str, str]
    """By element id, of those that have a name; the process itself included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormInfo:
    """The row of a form, with its schema as it was deployed."""

    key: int
    form_id: str
    version: int
    version_tag: str | None
    resource_name: str
    deployment_key: int
    schema: str


_PROCESS_COLUMNS = (
    "d.key, d.process_id, d.version, d.version_tag, d.name, d.resource_name, d.deployment_key, d.start_form_id, "
    "d.element_names"
)
_FORM_SQL = """
    SELECT f.key, f.form_id, f.version, f.version_tag, f.resource_name, f.deployment_key, r.body
    FROM form f JOIN resource r ON r.key = f.resource_key WHERE """


class DefinitionCache:
    """Reads through `connection`, the one of the command or query that asks."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self._lock = threading.RLock()
        self._epoch = -1
        self._programs: dict[int, Program] = {}
        self._infos: dict[int, DefinitionInfo] = {}
        self._forms: dict[int, tuple[FormInfo, Form]] = {}
        self._chosen: dict[tuple[Any, ...], int | None] = {}
        self.candidate_keys: dict[bytes, int] = {}
        self.candidate_principals: dict[int, frozenset[str]] = {}

    def see_epoch(self, epoch: int) -> None:
        """Forget which versions are chosen when a deployment has happened since."""
        with self._lock:
            if epoch > self._epoch:
                self._epoch = epoch
                self._chosen = {}

    # -- processes -----------------------------------------------------------------------------------------------

    def info(self, connection: Connection, key: int) -> DefinitionInfo | None:
        """The definition `key`, or None."""
        if key not in self._infos:
            row = connection.exec_driver_sql(
                f"SELECT {_PROCESS_COLUMNS} FROM process_definition d WHERE d.key = %s", (key,)
            ).one_or_none()
            if row is None:
                return None
            self._infos[key] = DefinitionInfo(**row._mapping)
        return self._infos[key]

    def program(self, connection: Connection, key: int) -> Program:
        """The compiled program of definition `key`; raises KeyError when there is none."""
        program = self._programs.get(key)
        if program is None:
            program = self._programs.setdefault(key, self._compile(connection, key))
        return program

    def _compile(self, connection: Connection, key: int) -> Program:
        row = connection.exec_driver_sql(
            "SELECT d.process_id, d.deployment_key, d.resource_name, r.body FROM process_definition d "
            "JOIN resource r ON r.key = d.resource_key WHERE d.key = %s",
            (key,),
        ).one_or_none()
        if row is None:
            raise KeyError(key)
        definitions, _ = read_definitions(read_xml(bytes(row.body), row.resource_name), row.resource_name)
        process = next(process for process in definitions.processes if process.id == row.process_id)
        return self.interpreter.compile(key, process, row.deployment_key)

    def choose_process(
        self,
        connection: Connection,
        process_id: str,
        *,
        version: int = -1,
        version_tag: str | None = None,
        deployment_key: int | None = None,
    ) -> int | None:
        """Key of the definition meant: the latest, a version, the newest with a tag, or that of a deployment."""
        where, values = _choice("process_id", process_id, version, version_tag, deployment_key)
        return self._choose(connection, "process_definition", where, values)

    # -- forms -----------------------------------------------------------------------------------------------------

    def form(self, connection: Connection, key: int) -> tuple[FormInfo, Form]:
        """The form `key` and its parsed schema; raises KeyError when there is none."""
        found = self._forms.get(key)
        if found is None:
            row = connection.exec_driver_sql(_FORM_SQL + "f.key = %s", (key,)).one_or_none()
            if row is None:
                raise KeyError(key)
            values = dict(row._mapping)
            body = bytes(values.pop("body"))
            info = FormInfo(**values, schema=body.decode())
            found = self._forms.setdefault(key, (info, parse_form(body, row.resource_name)))
        return found

    def choose_form(
        self,
        connection: Connection,
        form_id: str,
        binding: Binding,
        *,
        version_tag: str | None = None,
        deployment_key: int | None = None,
    ) -> int | None:
        """Key of the form meant by a reference; `deployment_key` is that of the referring process."""
        where, values = _choice(
            "form_id",
            form_id,
            -1,
            version_tag if binding is Binding.VERSION_TAG else None,
            deployment_key if binding is Binding.DEPLOYMENT else None,
        )
        return self._choose(connection, "form", where, values)

    def start_form(self, connection: Connection, info: DefinitionInfo) -> int | None:
        """Key of the form that the none start event of a definition means now; None when it has none."""
        for node in self.program(connection, info.key).start_events:
            if node.event is None and node.form is not None and node.form.form_id is not None:
                return self.choose_form(
                    connection,
                    node.form.form_id.text,
                    node.form.binding,
                    version_tag=node.form.version_tag,
                    deployment_key=info.deployment_key,
                )
        return None

    def _choose(self, connection: Connection, table: str, where: str, values: tuple[Any, ...]) -> int | None:
        question = (table, where, *values)
        # Kept at hand: an answer that was found before a deployment must not get among those that are found after it.
        chosen = self._chosen
        if question not in chosen:
            chosen[question] = connection.exec_driver_sql(
                f"SELECT key FROM {table} WHERE {where} ORDER BY version DESC LIMIT 1", values
            ).scalar_one_or_none()
        return chosen[question]


def _choice(
    id_column: str, name: str, version: int, version_tag: str | None, deployment_key: int | None
) -> tuple[str, tuple[Any, ...]]:
    if deployment_key is not None:
        return (
            f"{id_column} = %s AND key IN (SELECT definition_key FROM deployment_item WHERE deployment_key = %s)",
            (name, deployment_key),
        )
    if version_tag is not None:
        return f"{id_column} = %s AND version_tag = %s", (name, version_tag)
    if version >= 0:
        return f"{id_column} = %s AND version = %s", (name, version)
    return f"{id_column} = %s", (name,)
