"""Somebody edits variables of a process instance or of one of its scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.dispatch import command_handler
from engine.errors import Conflict
from engine.history.events import EventType
from engine.instance_tree import open_tree
from engine.persistence.unit_of_work import UnitOfWork
from engine.ports import Resource


class ScopeNotActive(Conflict):
    """The element instance has ended. Fields: key."""

    code = "element_instance.not_active"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables:
    """`scope_key` is an element instance or a process instance; not `local` propagates outward."""

    scope_key: int
    variables: Mapping[str, Any]
    local: bool = False


@command_handler
def set_variables(command: SetVariables, uow: UnitOfWork) -> None:
    tree, _ = open_tree(uow, "element_instance", command.scope_key)
    uow.require("variables.update", Resource(kind="element_instance", key=command.scope_key, unit=tree.unit))
    try:
        tree.execution.set_variables(command.scope_key, command.variables, local=command.local)
    except KeyError as missing:
        raise ScopeNotActive(key=command.scope_key) from missing
    uow.record(EventType.VARIABLES_UPDATED, {"scope_key": command.scope_key, "local": command.local}, tree)
