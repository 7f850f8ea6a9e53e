"""The runner deploys what the engine deploys, and refuses what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Problems
from engine.testing import Library, ProcessUnknown, Runner
from tests.engine.diagrams import THREE_TASKS, bpmn, user_task
from tests.engine.testing.diagrams import END, FORM_TASK, NAME_FORM, START, call, line


def test_a_text_is_deployed_and_started() -> None:
    runner = Runner()

    deployment = runner.deploy(THREE_TASKS.decode())

    assert deployment.processes == ("p",)
    assert [task.element_id for task in runner.start("p").open_tasks()] == ["a"]


def test_a_folder_is_deployed_with_its_forms(tmp_path: Path) -> None:
    (tmp_path / "p.bpmn").write_bytes(line(FORM_TASK, between=["ask"]))
    (tmp_path / "name.form").write_text(NAME_FORM, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not part of the bundle", encoding="utf-8")
    runner = Runner()

    deployment = runner.deploy(tmp_path)

    assert (deployment.processes, deployment.forms) == (("p",), ("name",))


def test_what_the_engine_refuses_is_refused_with_the_same_findings() -> None:
    broken = bpmn(START + END + user_task("lonely") + '<bpmn:sequenceFlow id="f" sourceRef="start" targetRef="end" />')
    runner = Runner()

    with pytest.raises(Problems) as refused:
        runner.deploy(("broken.bpmn", broken))

    assert refused.value.error_code == "deployment.refused"
    assert {finding.resource for finding in refused.value.findings} == {"broken.bpmn"}
    with pytest.raises(ProcessUnknown):
        runner.start("p")


def test_a_new_version_is_for_new_cases_only() -> None:
    runner = Runner()
    runner.deploy(line(user_task("first"), between=["first"]))
    old = runner.start("p")

    runner.deploy(line(user_task("second"), between=["second"]))

    new = runner.start("p")
    assert [task.element_id for task in (*old.open_tasks(), *new.open_tasks())] == ["first", "second"]


def test_a_call_activity_finds_the_newest_version_when_it_calls() -> None:
    runner = Runner()
    runner.deploy(line(user_task("wait"), call("sub", "child"), between=["wait", "sub"]))
    runner.deploy(line(user_task("old"), between=["old"], process_id="child"))
    case = runner.start("p")
    runner.deploy(line(user_task("new"), between=["new"], process_id="child"))

    case.complete("wait")

    assert [task.element_id for task in case.open_tasks()] == ["new"]


def test_runners_share_a_library_and_nothing_else() -> None:
    library = Library()
    library.deploy([line(user_task("a"), between=["a"])])

    one, other = Runner(library=library), Runner(library=library)
    one.start("p").complete("a")

    assert [case.is_completed for case in one.cases] == [True]
    assert other.cases == ()
