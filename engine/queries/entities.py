"""What else can be searched, declared: definitions, instances, elements, variables, jobs and incidents."""

from __future__ import annotations

from engine.queries.search import Entity, Field

HAS_INCIDENT = """EXISTS (SELECT 1 FROM incident i_
    WHERE i_.root_key = p.root_key AND i_.state = 'ACTIVE' AND p.key IN (
    WITH RECURSIVE up_(key) AS (
      SELECT i_.process_instance_key
      UNION ALL
      SELECT q_.parent_process_instance_key FROM process_instance q_ JOIN up_ ON up_.key = q_.key)
    SELECT key FROM up_))"""
"""Whether the process instance ``p``, or one that it called, directly or not, stands at an incident."""

PROCESS_DEFINITION = Entity(
    name="process_definition",
    tables="process_definition d",
    columns={
        "key": "d.key",
        "process_id": "d.process_id",
        "version": "d.version",
        "version_tag": "d.version_tag",
        "name": "d.name",
        "resource_name": "d.resource_name",
        "deployment_key": "d.deployment_key",
        "start_form_id": "d.start_form_id",
    },
    fields={
        "key": Field("d.key", "bigint"),
        "process_id": Field("d.process_id"),
        "version": Field("d.version", "int"),
        "version_tag": Field("d.version_tag"),
        "name": Field("d.name"),
        "resource_name": Field("d.resource_name"),
        "has_start_form": Field("(d.start_form_id IS NOT NULL)", "boolean"),
        "is_latest_version": Field(
            "(NOT EXISTS (SELECT 1 FROM process_definition n_ WHERE n_.process_id = d.process_id "
            "AND n_.version > d.version))",
            "boolean",
        ),
    },
    key="key",
)

_AN_INCIDENT = (
    "EXISTS (SELECT 1 FROM incident i_ WHERE i_.process_instance_key = p.key AND i_.state = 'ACTIVE' AND {met})"
)
_AN_ELEMENT = "EXISTS (SELECT 1 FROM element_instance e_ WHERE e_.process_instance_key = p.key AND {met})"

PROCESS_INSTANCE = Entity(
    name="process_instance",
    tables="process_instance p JOIN process_definition d ON d.key = p.process_definition_key",
    columns={
        "key": "p.key",
        "root_key": "p.root_key",
        "process_definition_key": "p.process_definition_key",
        "process_id": "d.process_id",
        "process_name": "d.name",
        "process_version": "d.version",
        "process_version_tag": "d.version_tag",
        "state": "p.state",
        "start_date": "p.start_date",
        "end_date": "p.end_date",
        "has_incident": HAS_INCIDENT,
        "parent_process_instance_key": "p.parent_process_instance_key",
        "parent_element_instance_key": "p.parent_element_instance_key",
        "business_id": "p.business_id",
        "unit": "p.unit",
        "tags": "p.tags",
    },
    fields={
        "key": Field("p.key", "bigint"),
        "root_key": Field("p.root_key", "bigint"),
        "process_definition_key": Field("p.process_definition_key", "bigint"),
        "process_id": Field("d.process_id"),
        "process_name": Field("d.name"),
        "process_version": Field("d.version", "int"),
        "process_version_tag": Field("d.version_tag"),
        "state": Field("p.state"),
        "start_date": Field("p.start_date", "timestamptz"),
        "end_date": Field("p.end_date", "timestamptz"),
        "has_incident": Field(HAS_INCIDENT, "boolean"),
        "parent_process_instance_key": Field("p.parent_process_instance_key", "bigint"),
        "parent_element_instance_key": Field("p.parent_element_instance_key", "bigint"),
        "business_id": Field("p.business_id"),
        "unit": Field("p.unit"),
        "tags": Field("p.tags"),
        "error_message": Field("i_.error_message", within=_AN_INCIDENT),
        "element_id": Field("e_.element_id", within=_AN_ELEMENT),
        "element_instance_state": Field("e_.state", within=_AN_ELEMENT),
        "has_element_instance_incident": Field("(i_.key IS NOT NULL)", "boolean", within=_AN_INCIDENT),
        "has_retries_left": Field(
            "(EXISTS (SELECT 1 FROM job j_ WHERE j_.process_instance_key = p.key AND j_.state = 'FAILED' "
            "AND j_.retries > 0))",
            "boolean",
        ),
    },
    key="key",
    variables="v_.root_key = p.root_key AND v_.process_instance_key = p.key",
)

_INCIDENT_OF_ELEMENT = "(SELECT max(i_.key) FROM incident i_ WHERE i_.process_instance_key = e.process_instance_key AND i_.element_instance_key = e.key AND i_.state = 'ACTIVE')"  # noqa: E501

ELEMENT_INSTANCE = Entity(
    name="element_instance",
    tables="element_instance e JOIN process_instance p ON p.key = e.process_instance_key "
    "JOIN process_definition d ON d.key = p.process_definition_key",
    columns={
        "key": "e.key",
        "process_instance_key": "e.process_instance_key",
        "root_key": "p.root_key",
        "process_definition_key": "p.process_definition_key",
        "process_id": "d.process_id",
        "scope_key": "e.scope_key",
        "element_id": "e.element_id",
        "type": "e.type",
        "state": "e.state",
        "start_date": "e.start_date",
        "end_date": "e.end_date",
        "incident_key": _INCIDENT_OF_ELEMENT,
    },
    fields={
        "key": Field("e.key", "bigint"),
        "process_instance_key": Field("e.process_instance_key", "bigint"),
        "root_key": Field("p.root_key", "bigint"),
        "process_definition_key": Field("p.process_definition_key", "bigint"),
        "process_id": Field("d.process_id"),
        "scope_key": Field("e.scope_key", "bigint"),
        "element_id": Field("e.element_id"),
        "name": Field("(coalesce(d.element_names ->> e.element_id, e.element_id))"),
        "type": Field("e.type"),
        "state": Field("e.state"),
        "start_date": Field("e.start_date", "timestamptz"),
        "end_date": Field("e.end_date", "timestamptz"),
        "has_incident": Field(f"({_INCIDENT_OF_ELEMENT} IS NOT NULL)", "boolean"),
        "incident_key": Field(_INCIDENT_OF_ELEMENT, "bigint"),
    },
    key="key",
)

VARIABLE = Entity(
    name="variable",
    tables="variable v",
    columns={
        "key": "v.key",
        "name": "v.name",
        "value": "v.value",
        "scope_key": "v.scope_key",
        "process_instance_key": "v.process_instance_key",
        "root_key": "v.root_key",
    },
    fields={
        "key": Field("v.key", "bigint"),
        "name": Field("v.name"),
        "value": Field("v.value"),
        "is_long": Field("(length(v.value) > 8191)", "boolean"),
        "scope_key": Field("v.scope_key", "bigint"),
        "process_instance_key": Field("v.process_instance_key", "bigint"),
        "root_key": Field("v.root_key", "bigint"),
    },
    key="key",
)

_JOB_NAMES = (
    "key", "type", "worker", "state", "retries", "priority", "headers", "element_instance_key", "element_id",
    "process_instance_key", "root_key", "process_definition_key", "deadline", "error_code", "error_message",
    "creation_time", "last_update_time", "end_time",
)  # fmt: skip
_TIMES = {"deadline", "creation_time", "last_update_time", "end_time", "resolution_time"}


def _type_of(name: str) -> str:
    if name == "key" or name.endswith("_key"):
        return "bigint"
    if name in _TIMES:
        return "timestamptz"
    return "int" if name in {"retries", "priority"} else "text"


JOB = Entity(
    name="job",
    tables="job j JOIN process_definition d ON d.key = j.process_definition_key "
    "JOIN process_instance p ON p.key = j.process_instance_key",
    columns={
        **{name: f"j.{name}" for name in _JOB_NAMES},
        "process_id": "d.process_id",
        "business_id": "p.business_id",
    },
    fields={
        **{name: Field(f"j.{name}", _type_of(name)) for name in _JOB_NAMES if name != "headers"},
        "process_id": Field("d.process_id"),
        "has_failed_with_retries_left": Field("(j.state = 'FAILED' AND j.retries > 0)", "boolean"),
    },
    key="key",
)

_INCIDENT_NAMES = (
    "key", "process_instance_key", "root_key", "process_definition_key", "element_instance_key", "element_id",
    "error_type", "error_message", "job_key", "state", "creation_time", "resolution_time",
)  # fmt: skip

INCIDENT = Entity(
    name="incident",
    tables="incident i JOIN process_definition d ON d.key = i.process_definition_key",
    columns={**{name: f"i.{name}" for name in _INCIDENT_NAMES}, "process_id": "d.process_id"},
    fields={
        **{name: Field(f"i.{name}", _type_of(name)) for name in _INCIDENT_NAMES},
        "process_id": Field("d.process_id"),
    },
    key="key",
)
