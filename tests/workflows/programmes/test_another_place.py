"""Another place, another plan, another process: nothing of the first one is in the code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from engine.actor import SYSTEM, Actor
from engine.clock import PinnedClock
from engine.commands.complete_user_task import CompleteUserTask
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from tests.engine.diagrams import bpmn, flow, user_task
from tests.workflows.office import Office
from workflows.obligations.status import ObligationStatusNotReachable
from workflows.packs import Pack, load_pack
from workflows.packs.install import install_pack
from workflows.programmes.commands.import_programme import ImportProgramme
from workflows.programmes.commands.open_programme import NobodyOwes, OpenProgramme, ProgrammeProcessNotDeployed
from workflows.programmes.queries.templates import ListTemplates
from workflows.settings import Settings
from workflows.wiring import wire

PACKS = Path(__file__).parents[1] / "packs" / "folder"


def status(name: str) -> str:
    return f"""<bpmn:serviceTask id="mark_{name}"><bpmn:extensionElements>
      <zeebe:taskDefinition type="quytrinh:obligation-status" /><zeebe:taskHeaders>
      <zeebe:header key="status" value="{name}" /></zeebe:taskHeaders></bpmn:extensionElements></bpmn:serviceTask>"""


def report(*statuses: str) -> bytes:
    """Written by the quarter, checked by the ward; the states are reported one after the other, the last at the end."""
    *before, last = statuses
    steps = ["start", "write_report", *(f"mark_{each}" for each in before), "check_report", f"mark_{last}", "end"]
    return bpmn(
        '<bpmn:startEvent id="start" /><bpmn:endEvent id="end" />'
        + user_task("write_report", '<zeebe:assignmentDefinition candidateGroups="head" />')
        + user_task("check_report", '<zeebe:assignmentDefinition candidateGroups="receiver:officer" />')
        + "".join(status(each) for each in statuses)
        + "".join(flow(source, target) for source, target in pairwise(steps)),
        process_id="quarterly_report",
    )


REPORT = report("submitted", "accepted")


@pytest.fixture(scope="module")
def an_binh() -> Pack:
    return load_pack("an_binh_2026", folder=PACKS)


@pytest.fixture
def empty_office(database_url: str) -> Iterator[Office]:
    settings = Settings(database_url=database_url, pool_size=4)
    with wire(settings, clock=PinnedClock(datetime(2026, 1, 5, 1, 0, tzinfo=UTC))) as application:
        yield Office(application)


def test_a_ward_follows_the_quarterly_reports_of_its_quarters(empty_office: Office, an_binh: Pack) -> None:
    # given
    office = empty_office
    office.engine.execute(DeployResources(resources=(("quarterly_report.bpmn", REPORT),)), SYSTEM)

    # when
    installed = install_pack(office.engine, an_binh)

    # then
    assert (installed.was_opened, installed.obligations, installed.cases) == (True, 1, 1)
    report = office.obligation("TDP-1", "B1")
    assert report.case_code == "BC/TDP-1"
    assert report.due_explanation_vi is not None
    assert report.due_explanation_vi.endswith("thứ Ba 07/4/2026")
    assert report.due_at == datetime(2026, 4, 7, 16, 59, 59, tzinfo=UTC)

    # and its case runs to its end
    for element_id, username in (("write_report", "to_1"), ("check_report", "phuong.cv")):
        office.do(CompleteUserTask(user_task_key=office.task("TDP-1", element_id)), username)
    assert office.obligation("TDP-1", "B1").status == "accepted"


def test_a_programme_is_not_opened_without_its_diagrams(empty_office: Office, an_binh: Pack) -> None:
    office = empty_office
    install_pack(office.engine, an_binh, is_opened=False)

    with pytest.raises(ProgrammeProcessNotDeployed) as refused:
        office.engine.execute(OpenProgramme(code=an_binh.name), SYSTEM)

    assert "quarterly_report" in refused.value.message("vi")
    assert office.row("SELECT count(*) AS n FROM obligation").n == 0


def test_a_programme_that_nobody_owes_anything_is_not_opened(empty_office: Office, an_binh: Pack) -> None:
    office = empty_office
    install_pack(office.engine, an_binh, is_opened=False)
    office.pin(datetime(2026, 12, 1, 1, 0, tzinfo=UTC))
    nobody = replace(an_binh, obligations=tuple(o for o in an_binh.obligations if o.code == "B2"))
    office.engine.execute(ImportProgramme(pack=nobody), SYSTEM)

    with pytest.raises(NobodyOwes):
        office.engine.execute(OpenProgramme(code=an_binh.name), SYSTEM)


def test_a_draft_takes_over_what_the_pack_says_now(empty_office: Office, an_binh: Pack) -> None:
    # given
    office = empty_office
    install_pack(office.engine, an_binh, is_opened=False)
    first, _ = an_binh.obligations
    changed = replace(an_binh, title="Tên khác (mẫu)", obligations=(replace(first, task="Việc khác (mẫu)"),))

    # when
    answer = office.engine.execute(ImportProgramme(pack=changed), SYSTEM)

    # then
    assert answer.is_changed
    (template,) = office.ask(ListTemplates(programme=an_binh.name), "phuong.cv")
    assert template.task == "Việc khác (mẫu)"
    assert not office.engine.execute(ImportProgramme(pack=changed), SYSTEM).is_changed


def test_a_diagram_that_skips_a_state_is_told_so_and_the_obligation_stays(empty_office: Office, an_binh: Pack) -> None:
    # given: a diagram that accepts what was never submitted
    office = empty_office
    office.engine.execute(DeployResources(resources=(("quarterly_report.bpmn", report("accepted")),)), SYSTEM)
    install_pack(office.engine, an_binh)
    for element_id, username in (("write_report", "to_1"), ("check_report", "phuong.cv")):
        command = CompleteUserTask(user_task_key=office.task("TDP-1", element_id))
        office.engine.execute(command, office.actor(username))

    # when
    with pytest.raises(ObligationStatusNotReachable) as refused:
        office.settle()

    # then
    assert "“Chưa thực hiện” nên không thể chuyển sang “Đạt”" in refused.value.message("vi")
    assert office.obligation("TDP-1", "B1").status == "not_started"


def test_a_case_that_is_nobody_s_obligation_reports_without_effect(empty_office: Office, an_binh: Pack) -> None:
    office = empty_office
    office.engine.execute(DeployResources(resources=(("quarterly_report.bpmn", REPORT),)), SYSTEM)
    install_pack(office.engine, an_binh)
    variables = {"unit": {"code": "TDP-2"}, "receiver": {"code": "P-AN-BINH"}}
    office.engine.execute(CreateProcessInstance(process_id="quarterly_report", variables=variables), SYSTEM)

    override = Actor(username="to_2", roles=frozenset({"system"}))
    for element_id in ("write_report", "check_report"):
        office.engine.execute(CompleteUserTask(user_task_key=office.task("TDP-2", element_id)), override)
        office.settle()

    assert office.row("SELECT count(*) AS n FROM process_instance WHERE state = 'COMPLETED'").n == 1
    assert office.obligation("TDP-1", "B1").status == "not_started"
