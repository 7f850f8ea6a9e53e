"""Decides by role, unit and candidates: the engine's AuthorizationPolicy. Deny by default."""

from __future__ import annotations

from engine.actor import Actor
from engine.ports import Resource, Visibility
from workflows.authorization.rights import (
    EVERY_ACTION,
    MACHINERY_SIGHT,
    ROLE_RIGHTS,
    ROLE_SIGHT,
    Reach,
    Right,
    Sight,
)
from workflows.organization.directory import Directories, Directory, group_name


class RolePolicy:
    """Applies `workflows.authorization.rights` to today's directory."""

    def __init__(self, directories: Directories) -> None:
        self._directories = directories

    def allows(self, actor: Actor, action: str, resource: Resource) -> bool:
        return any(
            _names(right, action) and self._reaches(right.reach, role, actor, resource)
            for role in actor.roles
            for right in ROLE_RIGHTS.get(role, ())
        )

    def visibility(self, actor: Actor, kind: str) -> Visibility:
        sights = {ROLE_SIGHT.get(role, Sight.NOTHING) for role in actor.roles}
        sees_machinery = "administrator" in actor.roles and kind in MACHINERY_SIGHT
        if Sight.EVERYTHING in sights or sees_machinery:
            return Visibility(everything=True)
        units: set[str] = set()
        if sights - {Sight.NOTHING}:
            directory = self._directories.current()
            for role in actor.roles:
                units |= _seen(directory, actor, role)
        return Visibility(units=frozenset(units), principals=principals_of(actor))

    def _reaches(self, reach: Reach, role: str, actor: Actor, resource: Resource) -> bool:
        if reach is Reach.ANYTHING:
            return True
        if reach is Reach.CANDIDATE:
            is_holder = resource.assignee is not None and resource.assignee in (actor.username, actor.on_behalf_of)
            return is_holder or not principals_of(actor).isdisjoint(resource.principals)
        if reach is Reach.NO_UNIT:
            return not _units_of(resource)
        if reach is Reach.OWN_UNIT:
            return self._is_within(role, actor, resource)
        return resource.unit is not None and resource.unit in _seen(self._directories.current(), actor, role)

    def _is_within(self, role: str, actor: Actor, resource: Resource) -> bool:
        """Whether the actor has `role` in a unit that the thing belongs to, and hands it to nobody outside of that."""
        units = [unit for unit in _units_of(resource) if group_name(role, unit) in actor.groups]
        if resource.target is None or not units:
            return bool(units)
        directory = self._directories.current()
        person = directory.person_of(resource.target)
        return person is not None and any(held.unit in units for held in directory.holdings(person))


def _units_of(resource: Resource) -> frozenset[str]:
    """A task belongs to the units of its candidate groups; anything else, and a task of none, to its case's unit.

    So the head of a commune does not hand out the review that Phòng Nội vụ makes of the commune's own plan.
    """
    named = (name.partition("@")[2] for name in resource.principals if name.startswith("group:"))
    units = frozenset(unit for unit in named if unit)
    return units or (frozenset() if resource.unit is None else frozenset({resource.unit}))


def principals_of(actor: Actor) -> frozenset[str]:
    """What `actor` is called in the candidates of user tasks; acting for another does not make one that person."""
    return frozenset({f"user:{actor.username}", *(f"group:{group}" for group in actor.groups)})


def _names(right: Right, action: str) -> bool:
    return action in right.actions or EVERY_ACTION in right.actions


def _seen(directory: Directory, actor: Actor, role: str) -> frozenset[str]:
    """The units whose cases `role` shows to `actor`."""
    sight = ROLE_SIGHT.get(role, Sight.NOTHING)
    if sight in (Sight.NOTHING, Sight.EVERYTHING):
        return frozenset()
    prefix = group_name(role, "")
    found: set[str] = set()
    for group in actor.groups:
        if group.startswith(prefix):
            found |= _jurisdiction(directory, group.removeprefix(prefix), sight)
    return frozenset(found)


def _jurisdiction(directory: Directory, code: str, sight: Sight) -> frozenset[str]:
    unit = directory.unit(code)
    if unit is None:
        return frozenset()
    if sight is Sight.OWN_UNIT:
        return directory.with_predecessors(code)
    return directory.jurisdiction(unit.parent or code if sight is Sight.SUPERIOR else code)
