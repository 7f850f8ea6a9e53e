"""The Orchestration Cluster REST API of Camunda 8 (decision D8): one file a family, thin: body → command → answer."""

from __future__ import annotations

from api.operations import Router
from api.v2 import (
    audit_log,
    clock,
    cluster,
    deployments,
    element_instances,
    forms,
    incidents,
    incidents_of,
    job_search,
    jobs,
    messages,
    not_yet,
    process_definitions,
    process_instances,
    statistics,
    user_task_variables,
    user_tasks,
    variables,
)

_FAMILIES = (
    deployments,
    process_definitions,
    process_instances,
    statistics,
    element_instances,
    variables,
    user_tasks,
    user_task_variables,
    audit_log,
    jobs,
    job_search,
    incidents,
    incidents_of,
    messages,
    forms,
    clock,
    cluster,
    not_yet,
)


def routers() -> tuple[Router, ...]:
    """Every family of ``/v2``, in the order of the documentation."""
    return tuple(family.router for family in _FAMILIES)
