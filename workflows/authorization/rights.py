"""What each role may do, and what it sees: data, read by `workflows.authorization.policy`. What is not here is denied.

Lines marked [A] are assumptions of ours, to be confirmed by the owner of the processes; they are no law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from workflows.organization.roles import PARTICIPANT, SIGNED_IN, STAFF, SYSTEM_ROLE


class Reach(Enum):
    """On which things a right holds."""

    ANYTHING = "anything"
    OWN_UNIT = "own unit"
    """Cases of a unit in which the actor has this role, and tasks whose candidates are of it; a task may be handed
    only to somebody of that unit."""
    SEEN = "seen"
    """Cases of the units that the role sees."""
    CANDIDATE = "candidate"
    """Tasks of which the actor is a candidate or the assignee."""
    NO_UNIT = "no unit"
    """Cases that belong to no unit: generic diagrams, which nobody's head answers for."""


class Sight(Enum):
    """Whose cases a role sees besides those that its tasks bring."""

    NOTHING = "nothing"
    OWN_UNIT = "own unit"
    """Those of the unit in which the actor has the role, and of the units it took over from."""
    BELOW = "below"
    """Also those of all units below."""
    SUPERIOR = "superior"
    """Those of the superior and of all below it: what the superior's focal point works for."""
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Right:
    """`actions`, each within `reach`."""

    reach: Reach
    actions: frozenset[str]


def _may(reach: Reach, *actions: str) -> Right:
    return Right(reach, frozenset(actions))


EVERY_ACTION = "*"
_TASK_DEEDS = ("user_task.claim", "user_task.unassign", "user_task.complete")

ROLE_RIGHTS: Mapping[str, tuple[Right, ...]] = {
    SYSTEM_ROLE: (_may(Reach.ANYTHING, EVERY_ACTION),),
    SIGNED_IN: (
        _may(
            Reach.ANYTHING,
            "session.open", "session.close", "password.change", "token.create", "token.revoke",
        ),
    ),
    # Whoever is a candidate or the assignee, by position or by a plain group of the account.
    PARTICIPANT: (_may(Reach.CANDIDATE, *_TASK_DEEDS),),
    STAFF: (
        _may(
            Reach.ANYTHING,
            "process_definition.read", "form.read", "organization.read", "delegation.give",
            "programme.read", "obligation.read", "legal_basis.read", "calendar.read",
        ),
        # Whoever works in a unit reads its registers.
        _may(Reach.OWN_UNIT, "register.read"),
        # Besides, so that a token with the scope ``staff`` may do tasks.
        _may(Reach.CANDIDATE, *_TASK_DEEDS),
    ),
    # [A] Officers may open cases for their own unit, such as a report of difficulties.
    # [A] What a unit sent, the officer, the clerk or the head takes back.
    "focal_officer": (_may(Reach.OWN_UNIT, "process_instance.create", "obligation.withdraw"),),
    "unit_clerk": (_may(Reach.OWN_UNIT, "obligation.withdraw"),),
    # Heads distribute the work of their unit; they take a task from one of their people, or give it to another.
    "unit_head": (
        _may(
            Reach.OWN_UNIT,
            "process_instance.create", "user_task.assign", "user_task.unassign", "user_task.update",
            "user_task.override", "obligation.withdraw",
        ),
    ),
    # [A] The focal point urges, and ends a case that was opened by mistake.
    "internal_affairs_officer": (_may(Reach.SEEN, "process_instance.create", "register.read"),),
    # [A] Its head opens the programme and, on a ground, moves a due date.
    "internal_affairs_head": (
        _may(
            Reach.SEEN,
            "process_instance.create", "process_instance.cancel", "programme.open", "obligation.change_due_date",
            "register.read",
        ),
    ),
    # [A] The committee decides what its focal point proposes.
    "district_leader": (_may(Reach.SEEN, "programme.open", "obligation.change_due_date", "register.read"),),
    # Whoever audits reads and verifies, and changes nothing.
    "auditor": (
        _may(
            Reach.ANYTHING,
            "process_definition.read", "form.read", "organization.read", "account.read",
            "history.read", "history.verify", "history.export",
            "programme.read", "obligation.read", "legal_basis.read", "calendar.read", "register.read",
        ),
    ),
    # Deploys and mends; in cases of a unit it never does or hands out the work of people.
    "process_owner": (
        _may(
            Reach.ANYTHING,
            "deployment.create", "process_definition.read", "form.read", "organization.read", "message.publish",
            "process_instance.create", "process_instance.cancel", "variables.update",
            "incident.resolve", "job.update",
            "programme.import", "programme.open", "programme.read", "programme.recalculate", "obligation.read",
            "legal_basis.import", "legal_basis.read", "calendar.import", "calendar.read",
        ),
        _may(
            Reach.NO_UNIT,
            "user_task.claim", "user_task.assign", "user_task.unassign", "user_task.update", "user_task.override",
        ),
    ),
    # Keeps accounts, organisation and machinery. There is no right to do another's task: who needs it gets the
    # position or a delegation, and history shows it.
    "administrator": (
        _may(
            Reach.ANYTHING,
            "account.open", "account.change", "account.lock", "account.read", "password.reset", "token.revoke_any",
            "organization.import", "organization.change", "organization.read", "process_definition.read", "form.read",
            "incident.resolve", "job.update", "clock.pin", "store.clean_up",
            "programme.import", "programme.read", "programme.recalculate", "obligation.read",
            "legal_basis.import", "legal_basis.read", "calendar.import", "calendar.read",
        ),
    ),
    # A program that does jobs.
    "worker": (
        _may(
            Reach.ANYTHING,
            "job.activate", "job.complete", "job.fail", "job.throw_error", "job.update", "message.publish",
        ),
    ),
}  # fmt: skip

ROLE_SIGHT: Mapping[str, Sight] = {
    SYSTEM_ROLE: Sight.EVERYTHING,
    "auditor": Sight.EVERYTHING,
    "process_owner": Sight.EVERYTHING,
    STAFF: Sight.OWN_UNIT,
    # [A] The chair of a committee sees the offices below; the head of an office has none below.
    "unit_head": Sight.BELOW,
    "district_leader": Sight.BELOW,
    # [A] Phòng Nội vụ, later Sở Nội vụ, is the focal point for all units of its superior.
    "internal_affairs_officer": Sight.SUPERIOR,
    "internal_affairs_head": Sight.SUPERIOR,
}
"""Roles that are not named see what their tasks bring."""

MACHINERY_SIGHT = frozenset({"process_instance", "element_instance", "incident", "job", "obligation"})
"""What an administrator sees of all cases: how they run, not what is in them."""
