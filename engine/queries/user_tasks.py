"""User tasks: searched, read, with their forms and variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.definition_cache import FormInfo
from engine.dispatch import query_handler
from engine.instance_tree import InstanceNotFound
from engine.model.forms import initial_data
from engine.persistence.database import from_json
from engine.queries import visible
from engine.queries.names import named
from engine.queries.reader import Reader
from engine.queries.search import Condition, Entity, Field, Found, Page, Search
from engine.queries.search_sql import run

_NAMES = (
    "key", "element_id", "process_instance_key", "root_key", "process_definition_key", "state", "assignee",
    "candidate_groups", "candidate_users", "creation_date", "completion_date", "due_date", "follow_up_date",
    "priority", "form_key", "external_form_reference", "headers", "unit", "revision",
)  # fmt: skip

USER_TASK = Entity(
    name="user_task",
    tables="user_task t JOIN process_definition d ON d.key = t.process_definition_key "
    "JOIN process_instance p ON p.key = t.process_instance_key",
    columns={
        **{name: f"t.{name}" for name in _NAMES},
        "element_instance_key": "t.key",
        "process_id": "d.process_id",
        "process_version": "d.version",
        "process_name": "d.name",
        "business_id": "p.business_id",
        "tags": "p.tags",
    },
    fields={
        "key": Field("t.key", "bigint"),
        "element_id": Field("t.element_id"),
        "process_instance_key": Field("t.process_instance_key", "bigint"),
        "root_key": Field("t.root_key", "bigint"),
        "process_definition_key": Field("t.process_definition_key", "bigint"),
        "process_id": Field("d.process_id"),
        "process_name": Field("d.name"),
        "state": Field("t.state"),
        "assignee": Field("t.assignee"),
        "creation_date": Field("t.creation_date", "timestamptz"),
        "completion_date": Field("t.completion_date", "timestamptz"),
        "due_date": Field("t.due_date", "timestamptz"),
        "follow_up_date": Field("t.follow_up_date", "timestamptz"),
        "priority": Field("t.priority", "int"),
        "unit": Field("t.unit"),
        "business_id": Field("p.business_id"),
        "name": Field("(d.element_names ->> t.element_id)"),
        "tags": Field("p.tags"),
        "candidate_group": Field(
            "member_", within="EXISTS (SELECT 1 FROM unnest(t.candidate_groups) member_ WHERE {met})"
        ),
        "candidate_user": Field(
            "member_", within="EXISTS (SELECT 1 FROM unnest(t.candidate_users) member_ WHERE {met})"
        ),
    },
    key="key",
    variables="v_.root_key = t.root_key AND v_.process_instance_key = t.process_instance_key",
    local_variables="v_.root_key = t.root_key AND v_.scope_key = t.key",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchUserTasks:
    """Tasks that the actor may see; each row also has the `name` of its element."""

    search: Search = field(default_factory=Search)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUserTask:
    """One task, if the actor may see it."""

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUserTaskForm:
    """The form of a task with what its fields show at the beginning."""

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedForm:
    """The form of a task and what its fields show when it is opened; `form` is None when it has none."""

    form: FormInfo | None
    data: dict[str, Any]


@query_handler
def search_user_tasks(query: SearchUserTasks, reader: Reader) -> Found:
    condition, values = visible.tasks(reader)
    return named(reader, run(reader, USER_TASK, query.search, extra=condition, values=values))


@query_handler
def get_user_task(query: GetUserTask, reader: Reader) -> dict[str, Any]:
    """One row as the search gives it; raises InstanceNotFound for one that is not there or not visible."""
    return task_row(reader, query.key)


@query_handler
def get_user_task_form(query: GetUserTaskForm, reader: Reader) -> OpenedForm:
    row = task_row(reader, query.key)
    if row["form_key"] is None:
        return OpenedForm(form=None, data={})
    info, form = reader.definitions.form(reader.connection, row["form_key"])
    context = feel.Context(now=reader.now(), functions=reader.ports.functions)
    return OpenedForm(form=info, data=initial_data(form, visible_variables(reader, query.key), context))


def task_row(reader: Reader, key: int) -> dict[str, Any]:
    """The row of a visible task; raises InstanceNotFound."""
    search = Search(conditions=(Condition("key", "eq", key),), page=Page(limit=1))
    found = search_user_tasks(SearchUserTasks(search=search), reader)
    if not found.rows:
        raise InstanceNotFound(kind="user_task", key=key)
    return found.rows[0]


_VISIBLE = """
    WITH RECURSIVE scope(key, depth) AS (
      SELECT %(key)s::bigint, 0
      UNION ALL
      SELECT e.scope_key, s.depth + 1 FROM scope s JOIN element_instance e ON e.key = s.key)
    SELECT DISTINCT ON (v.name) v.name, v.value FROM scope s
      JOIN element_instance me ON me.key = %(key)s
      JOIN process_instance p ON p.key = me.process_instance_key
      JOIN variable v ON v.root_key = p.root_key AND v.scope_key = s.key
    ORDER BY v.name, s.depth"""


def visible_variables(reader: Reader, key: int) -> dict[str, Any]:
    """All variables that an element instance sees, the innermost of each name."""
    rows = reader.connection.exec_driver_sql(_VISIBLE, {"key": key})
    return {name: from_json(value) for name, value in rows}
