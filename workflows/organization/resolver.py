"""Turns the candidate groups of a diagram into the groups of one unit: the engine's AssignmentResolver.

A group in a diagram is one of these:

========================  ==========================================================================================
``role``                  the role in the case's unit (variable ``unit.code``): ``focal_officer@XA-TRA-BINH``
``receiver:role``         the role in the receiving unit (variable ``receiver.code``)
``role@UNIT``             taken as it is
anything else             a plain group, which only accounts have (`workflows.identity`)
========================  ==========================================================================================

Where nobody in that unit has the role, the nearest office that has it is meant (`Directory.nearest_unit`): for a
commune's case ``internal_affairs_officer`` is Phòng Nội vụ, and after it Sở Nội vụ, without naming either. When there
is no single such office the group of the unit itself is kept, so the task waits for whoever gets the position. A role
in a case of no unit is a plain group, unless only one office has the role. The groups are fixed when the task opens;
who is in them is asked anew with every request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.ports import Assignment
from workflows.organization.directory import Directories, Directory, group_name

_RECEIVER = "receiver:"


class UnitResolver:
    """Resolves within today's directory."""

    def __init__(self, directories: Directories) -> None:
        self._directories = directories

    def resolve(
        self,
        assignee: str | None,
        candidate_users: Sequence[str],
        candidate_groups: Sequence[str],
        variables: Mapping[str, Any],
    ) -> Assignment:
        names = {f"user:{name}" for name in candidate_users}
        if candidate_groups:
            directory = self._directories.current()
            names |= {f"group:{_group(directory, name, variables)}" for name in candidate_groups}
        return Assignment(assignee=assignee, principals=tuple(sorted(names)))

    def unit_of(self, variables: Mapping[str, Any]) -> str | None:
        return _code(variables, "unit")


def _group(directory: Directory, name: str, variables: Mapping[str, Any]) -> str:
    if "@" in name:
        return name
    role = name.removeprefix(_RECEIVER)
    if not directory.is_role(role):
        return name
    unit = _code(variables, "unit" if role == name else "receiver")
    found = directory.nearest_unit(role, unit) or unit
    return name if found is None else group_name(role, found)


def _code(variables: Mapping[str, Any], name: str) -> str | None:
    value = variables.get(name)
    code = value.get("code") if isinstance(value, Mapping) else None
    return code if isinstance(code, str) and code else None
