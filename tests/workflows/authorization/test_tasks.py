"""The policy at work: people of Trà Bồng on the tasks of a commune's case."""

from __future__ import annotations

import pytest

from engine.commands.assign_user_task import AssignUserTask, UnassignUserTask
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.commands.four_eyes import SamePerson
from engine.commands.user_task import UserTaskTaken
from engine.engine import Engine
from engine.history.events import EventType
from engine.instance_tree import InstanceNotFound
from engine.persistence.unit_of_work import AccessDenied
from engine.queries.case_history import GetCaseHistory
from engine.queries.find import Find, Get
from engine.queries.user_tasks import GetUserTask, SearchUserTasks
from tests.engine.diagrams import bpmn, flow, user_task
from tests.workflows.people import actor, authenticated
from workflows.organization.commands.delegations import Delegate
from workflows.wiring import Application

_HEADER = '<zeebe:taskHeaders><zeebe:header key="notCompletedBy" value="draft" /></zeebe:taskHeaders>'


def _candidates(group: str) -> str:
    return f'<zeebe:assignmentDefinition candidateGroups="{group}" />'


DIAGRAM = bpmn(
    '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
    + user_task("draft", _candidates("staff"))
    + user_task("approve", _candidates("unit_head") + _HEADER)
    + user_task("review", _candidates("receiver:internal_affairs_officer"))
    + flow("start", "draft")
    + flow("draft", "approve")
    + flow("approve", "review")
    + flow("review", "end"),
    process_id="plan",
)


class Case:
    """A case of xã Trà Bình, whose plan goes to Phòng Nội vụ; deeds by username, on the one open task."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.engine: Engine = application.engine
        self.engine.execute(DeployResources(resources=(("plan.bpmn", DIAGRAM),)), actor(application, "noi_vu.cqt"))
        variables = {"unit": {"code": "XA-TRA-BINH"}, "receiver": {"code": "NV"}}
        created = self.engine.execute(
            CreateProcessInstance(process_id="plan", variables=variables), actor(application, "tra_binh.cv")
        )
        self.key: int = created.process_instance_key

    def task(self) -> int:
        found = self.engine.query(SearchUserTasks(), actor(self.application, "noi_vu.cqt"))
        [key] = [row["key"] for row in found.rows if row["state"] == "CREATED"]
        return int(key)

    def claim(self, username: str) -> None:
        self.assign(username, username)

    def assign(self, username: str, to: str) -> None:
        command = AssignUserTask(user_task_key=self.task(), assignee=to)
        self.engine.execute(command, actor(self.application, username))

    def unassign(self, username: str) -> None:
        self.engine.execute(UnassignUserTask(user_task_key=self.task()), actor(self.application, username))

    def complete(self, username: str, on_behalf_of: str | None = None) -> None:
        person = authenticated(self.application, username)
        acting = self.application.identity.actor_for(person, on_behalf_of)
        self.engine.execute(CompleteUserTask(user_task_key=self.task()), acting)

    def is_visible_to(self, username: str) -> bool:
        who = actor(self.application, username)
        tasks = self.engine.query(SearchUserTasks(), who).rows
        cases = self.engine.query(Find(kind="process_instance"), who).rows
        assert bool(tasks) == bool(cases)
        return bool(cases)


@pytest.fixture
def case(tra_bong: Application) -> Case:
    return Case(tra_bong)


def test_a_case_passes_through_the_people_it_is_meant_for(case: Case) -> None:
    case.claim("tra_binh.cv")
    case.complete("tra_binh.cv")
    with pytest.raises(AccessDenied):
        case.complete("tra_binh.cv")
    case.complete("tra_binh.ct")
    with pytest.raises(AccessDenied):
        case.complete("tra_binh.ct")
    case.complete("noi_vu.cv")

    row = case.engine.query(Get(kind="process_instance", key=case.key), actor(case.application, "thanh_tra.ttv"))
    assert row["state"] == "COMPLETED"


def test_a_case_is_seen_by_its_unit_the_focal_point_and_the_leaders_only(case: Case) -> None:
    seen_by = ("tra_binh.cv", "tra_binh.pct", "noi_vu.cv", "noi_vu.tp", "huyen.pct", "thanh_tra.ttv", "noi_vu.cqt")
    for username in seen_by:
        assert case.is_visible_to(username), username
    for username in ("tra_tay.cv", "tra_tay.ct", "tu_phap.tp"):
        assert not case.is_visible_to(username), username
        with pytest.raises(InstanceNotFound):
            case.engine.query(GetUserTask(key=case.task()), actor(case.application, username))


def test_a_head_takes_a_task_from_one_of_the_people_and_gives_it_to_another(case: Case) -> None:
    case.claim("tra_binh.cv")
    with pytest.raises(UserTaskTaken):
        case.claim("tra_binh.vt")

    case.assign("tra_binh.ct", "tra_binh.vt")
    with pytest.raises(AccessDenied):
        case.assign("tra_binh.ct", "tra_tay.cv")
    case.unassign("tra_binh.ct")

    case.complete("tra_binh.vt")


def test_a_commune_s_head_does_not_hand_out_the_review_of_the_commune_s_own_plan(case: Case) -> None:
    # given
    case.complete("tra_binh.cv")
    case.complete("tra_binh.ct")

    # when // then
    with pytest.raises(AccessDenied):
        case.assign("tra_binh.ct", "tra_binh.cv")
    case.assign("noi_vu.tp", "noi_vu.cv2")
    with pytest.raises(UserTaskTaken):
        case.complete("noi_vu.cv")


def test_administrators_do_nobody_s_task(case: Case) -> None:
    for username in ("van_phong.qt", "noi_vu.cqt", "thanh_tra.ttv"):
        for deed in (case.claim, case.complete):
            with pytest.raises(AccessDenied):
                deed(username)


def test_a_refused_attempt_is_in_the_history_of_the_case(case: Case) -> None:
    with pytest.raises(AccessDenied):
        case.complete("tra_tay.cv")

    events = case.engine.query(GetCaseHistory(process_instance_key=case.key), actor(case.application, "thanh_tra.ttv"))
    assert (events[-1].type, events[-1].actor) == (EventType.ACCESS_REFUSED, "tra_tay.cv")


def test_a_deputy_completes_for_the_chair_by_delegation_and_history_says_so(case: Case) -> None:
    # given
    case.complete("tra_binh.cv")
    with pytest.raises(AccessDenied):
        case.complete("tra_binh.pct")
    _delegate(case.application)

    # when
    case.complete("tra_binh.pct", on_behalf_of="tra_binh.ct")

    # then
    events = case.engine.query(GetCaseHistory(process_instance_key=case.key), actor(case.application, "thanh_tra.ttv"))
    last = events[-1]
    assert (last.actor, last.on_behalf_of) == ("tra_binh.pct", "tra_binh.ct")
    assert (last.unit, last.position) == ("XA-TRA-BINH", "PCT-X")


@pytest.mark.parametrize(
    ("drafter", "approver", "on_behalf_of"),
    [
        ("tra_binh.ct", "tra_binh.ct", None),
        ("tra_binh.pct", "tra_binh.pct", "tra_binh.ct"),
        ("tra_binh.ct", "tra_binh.pct", "tra_binh.ct"),
    ],
)
def test_who_drafted_does_not_approve_not_even_through_another(
    case: Case, drafter: str, approver: str, on_behalf_of: str | None
) -> None:
    # given
    _delegate(case.application)
    case.complete(drafter)

    # when
    with pytest.raises(SamePerson) as refusal:
        case.complete(approver, on_behalf_of)

    # then
    assert refusal.value.message("vi")
    events = case.engine.query(GetCaseHistory(process_instance_key=case.key), actor(case.application, "thanh_tra.ttv"))
    assert (events[-1].type, events[-1].actor) == (EventType.ACCESS_REFUSED, approver)


def test_who_drafted_cannot_even_take_the_approval(case: Case) -> None:
    case.complete("tra_binh.ct")

    with pytest.raises(SamePerson):
        case.claim("tra_binh.ct")


def _delegate(application: Application) -> None:
    day = application.directories.current().day
    given = Delegate(
        delegator="tra_binh.ct",
        delegate="tra_binh.pct",
        unit="XA-TRA-BINH",
        position="CT-X",
        form="KT.",
        valid_from=day,
        valid_to=day,
        ground="Thông báo phân công (mẫu)",
    )
    application.engine.execute(given, actor(application, "tra_binh.ct"))
