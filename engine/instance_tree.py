"""A root process instance with all it called, locked and in memory for one command.

Opening it costs two statements: one locks the state row, one reads what hangs on it. Moves go through `execution`;
`settle` turns what happened into rows until nothing moves any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from engine.errors import Conflict, NotFound
from engine.history.chain import NO_HASH, Head
from engine.interpreter.port import Execution, Fact, Program
from engine.model.process import Binding, CallBehavior
from engine.persistence.database import from_json
from engine.variables import Variables

if TYPE_CHECKING:
    from engine.persistence.unit_of_work import UnitOfWork


class InstanceNotFound(NotFound):
    """Nothing runs, or ever ran, under this key. Fields: kind, key."""

    code = "instance.not_found"


class InstanceEnded(Conflict):
    """The process instance has ended; nothing in it can move any more. Fields: key."""

    code = "instance.ended"


@dataclass(slots=True, kw_only=True)
class InstanceTree:
    """`waits` are the open rows of timer, message_subscription, job and incident, by table name and key.

    What called instances left behind when they ended is not read again: a case may call the same process for years.
    """

    uow: UnitOfWork
    root_key: int
    state: bytes | None
    variables: Variables
    head: Head
    unit: str | None
    taken_flows: dict[int, dict[str, int]]
    variable_keys: dict[tuple[int, str], int]
    waits: dict[str, dict[int, dict[str, Any]]]
    is_new: bool = False
    tags: tuple[str, ...] = ()
    start_correlation_key: str | None = None
    facts: list[Fact] = field(default_factory=list)
    fresh_subscriptions: list[int] = field(default_factory=list)
    candidates: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Principals of the user tasks that this command opened."""
    closed_waits: set[int] = field(default_factory=set)
    """Element instances that waited until this command."""
    _execution: Execution | None = None

    @property
    def execution(self) -> Execution:
        """The interpreter's side, loaded when first asked for; raises InstanceEnded when there is none any more."""
        if self._execution is None:
            if self.state is None:
                raise InstanceEnded(key=self.root_key)
            interpreter = self.uow.definitions.interpreter
            self._execution = interpreter.load(self.state, self.variables, TreeSurroundings(self.uow))
        return self._execution

    @property
    def has_moved(self) -> bool:
        """Whether the interpreter was used at all, so that there may be something to settle."""
        return self._execution is not None

    def visible(self, scope_key: int) -> dict[str, Any]:
        """All variables that a scope sees, inner values hiding outer ones."""
        return dict(self.execution.view(scope_key))

    def open_job(self, element_instance_key: int) -> dict[str, Any] | None:
        """The job that waits on an element instance, if any."""
        return self._on(element_instance_key, "job")

    def open_incident(self, element_instance_key: int) -> dict[str, Any] | None:
        """The incident that stands on an element instance, if any."""
        return self._on(element_instance_key, "incident")

    def _on(self, element_instance_key: int, table: str) -> dict[str, Any] | None:
        for row in self.waits[table].values():
            if row["element_instance_key"] == element_instance_key:
                return row
        return None


class TreeSurroundings:
    """What the interpreter may ask of the engine, bound to one unit of work."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    @property
    def functions(self) -> Mapping[str, Callable[..., Any]]:
        return self._uow.ports.functions

    def next_key(self) -> int:
        return self._uow.next_key()

    def now(self) -> datetime:
        return self._uow.now

    def program(self, key: int) -> Program:
        return self._uow.definitions.program(self._uow.connection, key)

    def called_program(self, caller: Program, call: CallBehavior, process_id: str) -> Program | None:
        definitions, connection = self._uow.definitions, self._uow.connection
        deployment_key = None
        if call.binding is Binding.DEPLOYMENT:
            info = definitions.info(connection, caller.key)
            deployment_key = info.deployment_key if info else None
        key = definitions.choose_process(
            connection,
            process_id,
            version_tag=call.version_tag if call.binding is Binding.VERSION_TAG else None,
            deployment_key=deployment_key,
        )
        return None if key is None else definitions.program(connection, key)


_LOCK = """
    SELECT s.root_key, s.state, s.taken_flows, s.history_seq, s.history_hash, s.unit,
           e.deployment_epoch, e.identity_epoch, e.pinned_at
    FROM process_instance_state s, engine_state e
    WHERE e.id = 1 AND s.root_key = {root} FOR UPDATE OF s"""

_READ = """
    SELECT
      (SELECT json_agg(json_build_array(v.key, v.scope_key, v.name, v.value::json) ORDER BY v.key)
         FROM variable v WHERE v.root_key = %(root)s AND (v.process_instance_key = %(root)s OR EXISTS
           (SELECT 1 FROM process_instance p WHERE p.key = v.process_instance_key AND p.state = 'ACTIVE')))::text,
      (SELECT json_agg(row_to_json(t)) FROM timer t WHERE t.root_key = %(root)s)::text,
      (SELECT json_agg(row_to_json(m)) FROM message_subscription m WHERE m.root_key = %(root)s)::text,
      (SELECT json_agg(row_to_json(j)) FROM job j WHERE j.root_key = %(root)s AND j.end_time IS NULL)::text,
      (SELECT json_agg(row_to_json(i)) FROM incident i WHERE i.root_key = %(root)s AND i.state = 'ACTIVE')::text,
      {subject}"""

_TABLES = ("timer", "message_subscription", "job", "incident")


def open_tree(uow: UnitOfWork, table: str, key: int) -> tuple[InstanceTree, dict[str, Any]]:
    """Lock the tree that the row `key` of `table` belongs to and read it.

    `table` is process_instance, user_task, job, timer, incident, element_instance or message_subscription. Returns
    the tree and that row as it is after the lock, with JSON values (times are ISO strings). Raises InstanceNotFound.
    """
    root_column = f"(SELECT root_key FROM {table} WHERE key = %s)"
    if table == "element_instance":
        root_column = (
            "(SELECT p.root_key FROM process_instance p WHERE p.key = "
            "coalesce((SELECT process_instance_key FROM element_instance WHERE key = %(key)s), %(key)s))"
        )
    sql = _LOCK.format(root=root_column)
    row = uow.connection.exec_driver_sql(sql, {"key": key} if "%(key)s" in sql else (key,)).one_or_none()
    if row is None:
        uow.read_engine_state()
        raise InstanceNotFound(kind=table, key=key)
    uow.know_engine_state(row.deployment_epoch, row.identity_epoch, row.pinned_at)
    cached = uow.trees.get(row.root_key)
    subject_sql = f"(SELECT row_to_json(x) FROM {table} x WHERE x.key = %(key)s)::text"
    *parts, subject = uow.connection.exec_driver_sql(
        _READ.format(subject=subject_sql), {"root": row.root_key, "key": key}
    ).one()
    tree = cached or _build(uow, row, parts)
    return tree, from_json(subject) if subject else {}


def _build(uow: UnitOfWork, row: Any, parts: list[str | None]) -> InstanceTree:
    variable_rows, *wait_rows = (from_json(part) if part else [] for part in parts)
    variables = Variables()
    keys: dict[tuple[int, str], int] = {}
    for variable_key, scope_key, name, value in variable_rows:
        variables.load(scope_key, name, value)
        keys[scope_key, name] = variable_key
    tree = InstanceTree(
        uow=uow,
        root_key=row.root_key,
        state=None if row.state is None else bytes(row.state),
        variables=variables,
        head=Head(row.history_seq, bytes(row.history_hash)),
        unit=row.unit,
        taken_flows=msgspec.msgpack.decode(row.taken_flows, type=dict[int, dict[str, int]]) if row.taken_flows else {},
        variable_keys=keys,
        waits={table: {r["key"]: r for r in rows} for table, rows in zip(_TABLES, wait_rows, strict=True)},
    )
    uow.trees[row.root_key] = tree
    return tree


def new_tree(
    uow: UnitOfWork,
    program: Program,
    payload: Mapping[str, Any],
    *,
    start_element_id: str | None = None,
    business_id: str | None = None,
) -> InstanceTree:
    """Start an instance of `program`; the caller settles it."""
    variables = Variables()
    execution = uow.definitions.interpreter.start(
        program,
        variables,
        TreeSurroundings(uow),
        start_element_id=start_element_id,
        payload=payload,
        business_id=business_id,
    )
    tree = InstanceTree(
        uow=uow,
        root_key=execution.root_key,
        state=b"",
        variables=variables,
        head=Head(0, NO_HASH),
        unit=uow.ports.resolver.unit_of(payload),
        taken_flows={},
        variable_keys={},
        waits={table: {} for table in _TABLES},
        is_new=True,
        _execution=execution,
    )
    uow.trees[tree.root_key] = tree
    return tree
