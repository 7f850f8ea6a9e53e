"""Action × role → allowed: the whole table, so that a right never changes unseen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from engine.actor import ANONYMOUS, SYSTEM, Actor
from engine.ports import Resource
from tests.architecture.source import dotted, files, tree
from tests.workflows.standing import FixedDirectory
from workflows.authorization.policy import RolePolicy
from workflows.authorization.rights import ROLE_RIGHTS, ROLE_SIGHT, Reach, Sight
from workflows.identity.actors import Account, actor_of
from workflows.organization.directory import Directory

COMMUNE = "XA-TRA-BINH"
OWN = Resource(kind="thing", unit=COMMUNE)
OTHER = Resource(kind="thing", unit="XA-TRA-TAY")
NO_UNIT = Resource(kind="thing")
TASK = Resource(kind="user_task", unit=COMMUNE, principals=frozenset({f"group:focal_officer@{COMMUNE}"}))
REVIEW = Resource(kind="user_task", unit=COMMUNE, principals=frozenset({"group:internal_affairs_officer@NV"}))
GENERIC = Resource(kind="user_task", principals=frozenset({"group:managers"}))
SENDING = Resource(kind="user_task", principals=frozenset({"group:senders"}))

PEOPLE = {
    "officer": "tra_binh.cv",
    "head": "tra_binh.ct",
    "deputy": "tra_binh.pct",
    "clerk": "tra_binh.vt",
    "nv_officer": "noi_vu.cv",
    "nv_head": "noi_vu.tp",
    "leader": "huyen.pct",
    "auditor": "thanh_tra.ttv",
    "owner": "noi_vu.cqt",
    "admin": "van_phong.qt",
}
PROGRAM = Actor(
    username="robot",
    kind="program",
    roles=frozenset({"worker", "participant", "signed_in"}),
    groups=frozenset({"senders"}),
)
EVERYBODY = frozenset({*PEOPLE, "worker"})

TABLE: list[tuple[str, Resource, set[str] | frozenset[str]]] = [
    ("session.open", NO_UNIT, EVERYBODY),
    ("password.change", NO_UNIT, EVERYBODY),
    ("token.create", NO_UNIT, EVERYBODY),
    ("token.revoke_any", NO_UNIT, {"admin"}),
    ("account.open", NO_UNIT, {"admin"}),
    ("account.change", NO_UNIT, {"admin"}),
    ("account.lock", NO_UNIT, {"admin"}),
    ("account.read", NO_UNIT, {"admin", "auditor"}),
    ("password.reset", NO_UNIT, {"admin"}),
    ("organization.import", NO_UNIT, {"admin"}),
    ("organization.change", NO_UNIT, {"admin"}),
    ("organization.read", NO_UNIT, EVERYBODY - {"worker"}),
    ("delegation.give", NO_UNIT, EVERYBODY - {"worker"}),
    ("deployment.create", NO_UNIT, {"owner"}),
    ("process_definition.read", NO_UNIT, EVERYBODY - {"worker"}),
    ("form.read", NO_UNIT, EVERYBODY - {"worker"}),
    ("process_instance.create", OWN, {"officer", "head", "nv_officer", "nv_head", "owner"}),
    ("process_instance.create", OTHER, {"nv_officer", "nv_head", "owner"}),
    ("process_instance.create", NO_UNIT, {"owner"}),
    ("process_instance.cancel", OWN, {"nv_head", "owner"}),
    ("process_instance.cancel", NO_UNIT, {"owner"}),
    ("variables.update", OWN, {"owner"}),
    ("user_task.claim", TASK, {"officer"}),
    ("user_task.complete", TASK, {"officer"}),
    ("user_task.unassign", TASK, {"officer", "head"}),
    ("user_task.assign", TASK, {"head"}),
    ("user_task.update", TASK, {"head"}),
    ("user_task.override", TASK, {"head"}),
    ("user_task.claim", REVIEW, {"nv_officer"}),
    ("user_task.complete", REVIEW, {"nv_officer"}),
    ("user_task.assign", REVIEW, {"nv_head"}),
    ("user_task.override", REVIEW, {"nv_head"}),
    ("user_task.complete", GENERIC, set()),
    ("user_task.complete", SENDING, {"worker"}),
    ("user_task.claim", SENDING, {"worker", "owner"}),
    ("user_task.claim", GENERIC, {"owner"}),
    ("user_task.assign", GENERIC, {"owner"}),
    ("job.activate", NO_UNIT, {"worker"}),
    ("job.complete", OWN, {"worker"}),
    ("job.fail", OWN, {"worker"}),
    ("job.throw_error", OWN, {"worker"}),
    ("job.update", OWN, {"worker", "admin", "owner"}),
    ("job.run", NO_UNIT, set()),
    ("job.deliver", NO_UNIT, set()),
    ("message.publish", NO_UNIT, {"worker", "owner"}),
    ("incident.resolve", OWN, {"admin", "owner"}),
    ("timer.fire", NO_UNIT, set()),
    ("process_instance.proceed", NO_UNIT, set()),
    ("history.checkpoint", NO_UNIT, set()),
    ("clock.pin", NO_UNIT, {"admin"}),
    ("store.clean_up", NO_UNIT, {"admin"}),
    ("history.read", OWN, {"auditor"}),
    ("history.verify", NO_UNIT, {"auditor"}),
    ("history.export", NO_UNIT, {"auditor"}),
    ("no.such_action", NO_UNIT, set()),
]


@pytest.fixture
def actors(march: FixedDirectory) -> dict[str, Actor]:
    """Each role of the table as an actor."""
    return {name: _person(march.current(), username) for name, username in PEOPLE.items()} | {"worker": PROGRAM}


@pytest.fixture
def policy(march: FixedDirectory) -> RolePolicy:
    return RolePolicy(march)


def _person(directory: Directory, username: str) -> Actor:
    account = Account(
        username=username,
        person=username,
        display_name=None,
        password_hash="",
        must_change_password=False,
        roles=frozenset(),
        groups=frozenset(),
        is_locked=False,
    )
    return actor_of(account, directory)


@pytest.mark.parametrize(("action", "resource", "allowed"), TABLE)
def test_who_may_do_what(
    policy: RolePolicy, actors: dict[str, Actor], action: str, resource: Resource, allowed: set[str]
) -> None:
    assert {name for name, actor in actors.items() if policy.allows(actor, action, resource)} == allowed
    assert policy.allows(SYSTEM, action, resource)
    assert not policy.allows(ANONYMOUS, action, resource)


def test_the_assignee_completes_and_gives_back_whatever_the_candidates(
    policy: RolePolicy, actors: dict[str, Actor]
) -> None:
    held = Resource(kind="user_task", unit=COMMUNE, assignee="tra_binh.vt", principals=TASK.principals)

    for action in ("user_task.complete", "user_task.unassign"):
        assert policy.allows(actors["clerk"], action, held)
        assert not policy.allows(actors["deputy"], action, held)


@pytest.mark.parametrize(
    ("target", "is_allowed"), [("tra_binh.vt", True), ("tra_binh.pct", True), ("tra_tay.cv", False), ("nobody", False)]
)
def test_a_head_hands_a_task_to_people_of_the_unit_only(
    policy: RolePolicy, actors: dict[str, Actor], target: str, is_allowed: bool
) -> None:
    task = Resource(kind="user_task", unit=COMMUNE, principals=TASK.principals, target=target)

    assert policy.allows(actors["head"], "user_task.assign", task) is is_allowed


def test_no_role_but_the_system_s_may_do_everything() -> None:
    assert [role for role, rights in ROLE_RIGHTS.items() if any("*" in right.actions for right in rights)] == ["system"]


def test_whoever_audits_only_looks() -> None:
    looks = {"read", "verify", "export"}

    assert {action.rpartition(".")[2] for right in ROLE_RIGHTS["auditor"] for action in right.actions} <= looks


def test_administrators_and_process_owners_do_no_person_s_task_of_a_unit() -> None:
    deeds = {"user_task.claim", "user_task.complete", "user_task.assign", "user_task.override"}

    for role in ("administrator", "process_owner"):
        for right in ROLE_RIGHTS[role]:
            assert right.reach is Reach.NO_UNIT or not right.actions & deeds


_ASKING = {"require", "allows", "open_user_task", "open_job"}
"""What a handler calls with an action."""


def _asked_actions() -> Iterator[str]:
    """Every action that the text of a command or query asks the policy for."""
    an_action = re.compile(r"[a-z_]+\.[a-z_]+")
    for file in files("engine", "workflows"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _ASKING:
                for part in (literal for argument in node.args for literal in ast.walk(argument)):
                    if isinstance(part, ast.Constant) and an_action.fullmatch(str(part.value)):
                        yield str(part.value)


def test_every_action_that_is_asked_for_is_somebody_s_right_or_the_system_s_alone() -> None:
    internal = {"job.run", "job.deliver", "timer.fire", "process_instance.proceed", "history.checkpoint"}
    known = {action for rights in ROLE_RIGHTS.values() for right in rights for action in right.actions}

    asked = set(_asked_actions())

    assert asked >= {"user_task.complete", "process_instance.create", "session.open"}
    assert asked - known - internal == set()


@pytest.mark.parametrize(
    ("name", "seen", "unseen"),
    [
        ("officer", {COMMUNE}, {"XA-TRA-TAY", "NV"}),
        ("deputy", {COMMUNE}, {"XA-TRA-TAY"}),
        ("head", {COMMUNE}, {"XA-TRA-TAY"}),
        ("nv_officer", {"NV", COMMUNE, "XA-TRA-TAY", "UBND-H", "MC"}, {"UBND-T", "SNV", "XA-TRA-BONG"}),
        ("nv_head", {"NV", COMMUNE, "XA-TRA-TAY", "UBND-H"}, {"UBND-T"}),
        ("leader", {"UBND-H", "NV", COMMUNE, "MC"}, {"UBND-T", "HU"}),
        ("admin", {"VP"}, {COMMUNE, "NV"}),
    ],
)
def test_a_role_sees_the_cases_of_its_units(
    policy: RolePolicy, actors: dict[str, Actor], name: str, seen: set[str], unseen: set[str]
) -> None:
    visibility = policy.visibility(actors[name], "variable")

    assert not visibility.everything
    assert seen <= visibility.units
    assert not unseen & visibility.units
    assert f"user:{actors[name].username}" in visibility.principals


def test_whoever_audits_or_owns_the_processes_sees_everything(policy: RolePolicy, actors: dict[str, Actor]) -> None:
    for name in ("auditor", "owner"):
        assert policy.visibility(actors[name], "variable").everything
    assert policy.visibility(SYSTEM, "user_task").everything


def test_an_administrator_sees_how_cases_run_and_not_what_is_in_them(
    policy: RolePolicy, actors: dict[str, Actor]
) -> None:
    for kind in ("process_instance", "incident", "job", "element_instance"):
        assert policy.visibility(actors["admin"], kind).everything
    for kind in ("variable", "user_task"):
        assert not policy.visibility(actors["admin"], kind).everything


def test_strangers_and_programs_see_what_is_theirs_alone(policy: RolePolicy) -> None:
    for actor in (ANONYMOUS, PROGRAM):
        visibility = policy.visibility(actor, "process_instance")
        assert (visibility.everything, visibility.units) == (False, frozenset())
        assert visibility.principals == {f"user:{actor.username}", *(f"group:{group}" for group in actor.groups)}


def test_sight_is_given_to_roles_that_exist(march: FixedDirectory) -> None:
    roles = set(march.current().organization.groups) | {"system", "staff", "signed_in", "participant", "worker"}

    assert set(ROLE_SIGHT) <= roles
    assert set(ROLE_RIGHTS) <= roles
    assert Sight.NOTHING not in ROLE_SIGHT.values()


def test_this_table_names_every_right_of_people_s_work() -> None:
    named = {action for action, _, _ in TABLE} | {"token.revoke", "session.close"}
    work = {"user_task", "process_instance", "variables", "job", "incident", "deployment", "account", "organization"}
    given = {action for rights in ROLE_RIGHTS.values() for right in rights for action in right.actions}

    assert {action for action in given if action.partition(".")[0] in work} <= named
