"""A process instance begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.commands.complete_user_task import checked
from engine.definition_cache import DefinitionInfo
from engine.dispatch import command_handler
from engine.errors import NotFound
from engine.history.events import EventType
from engine.instance_tree import InstanceTree, new_tree
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


class ProcessDefinitionNotFound(NotFound):
    """Nothing deployed fits. Fields: what."""

    code = "process_definition.not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProcessInstance:
    """By definition key, or by process id with a version (-1 is the latest) or a version tag."""

    process_definition_key: int | None = None
    process_id: str | None = None
    version: int = -1
    version_tag: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    business_id: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInstanceCreated:
    """What was started, in which version."""

    process_instance_key: int
    process_definition_key: int
    process_id: str
    version: int
    business_id: str | None
    tags: tuple[str, ...]


@command_handler
def create_process_instance(command: CreateProcessInstance, uow: UnitOfWork) -> ProcessInstanceCreated:
    uow.read_engine_state()
    info = _definition(uow, command)
    unit = uow.ports.resolver.unit_of(command.variables)
    uow.require(
        "process_instance.create",
        Resource(kind="process_definition", key=info.key, process_id=info.process_id, unit=unit),
    )
    tree = start_instance(uow, info, command.variables, business_id=command.business_id, tags=command.tags)
    return ProcessInstanceCreated(
        process_instance_key=tree.root_key,
        process_definition_key=info.key,
        process_id=info.process_id,
        version=info.version,
        business_id=command.business_id,
        tags=command.tags,
    )


def start_instance(
    uow: UnitOfWork,
    info: DefinitionInfo,
    variables: Mapping[str, Any],
    *,
    start_element_id: str | None = None,
    business_id: str | None = None,
    tags: tuple[str, ...] = (),
    start_correlation_key: str | None = None,
) -> InstanceTree:
    """Begin an instance. What the form of the none start event asks for is checked; other variables come along."""
    program = uow.definitions.program(uow.connection, info.key)
    if start_element_id is None and info.start_form_id is not None:
        form_key = uow.definitions.start_form(uow.connection, info)
        variables = {**variables, **checked(uow, form_key, variables)}
    tree = new_tree(uow, program, variables, start_element_id=start_element_id, business_id=business_id)
    payload: dict[str, Any] = {"process_id": info.process_id, "version": info.version}
    if start_element_id is not None:
        payload["start_element_id"] = start_element_id
    uow.record(EventType.PROCESS_INSTANCE_CREATED, payload, tree)
    tree.tags, tree.start_correlation_key = tags, start_correlation_key
    return tree


def _definition(uow: UnitOfWork, command: CreateProcessInstance) -> DefinitionInfo:
    key = command.process_definition_key
    if key is None and command.process_id is not None:
        key = uow.definitions.choose_process(
            uow.connection, command.process_id, version=command.version, version_tag=command.version_tag
        )
    info = None if key is None else uow.definitions.info(uow.connection, key)
    if info is None:
        raise ProcessDefinitionNotFound(what=command.process_id or command.process_definition_key)
    return info
