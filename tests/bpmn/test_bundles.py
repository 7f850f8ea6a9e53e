"""Every folder of ``bpmn/`` is a bundle that can be deployed, with forms, scenarios and a page for its readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.model.bundle import Bundle, read_bundle
from engine.model.forms import Form, fields
from engine.model.process import Binding, CallBehavior, JobBehavior, Process, UserTaskBehavior
from tests.bpmn.drawing import BPMN_FOLDER
from workflows.packs.loader import load_pack

FOLDERS = tuple(sorted(path.parent for path in BPMN_FOLDER.glob("*/*.bpmn")))
README = (BPMN_FOLDER / "README.md").read_text(encoding="utf-8")
RECEIVER = "receiver:"


@pytest.fixture(params=FOLDERS, ids=lambda path: path.name)
def folder(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def bundle(folder: Path) -> Bundle:
    return _read(folder)


@pytest.fixture
def process(bundle: Bundle) -> Process:
    [file] = bundle.processes
    [process] = file.definitions.processes
    return process


@pytest.fixture
def scenarios(folder: Path) -> dict[str, Any]:
    return _scenarios(folder)


def test_the_folder_the_file_and_the_process_have_one_name(folder: Path, process: Process) -> None:
    assert [path.stem for path in folder.glob("*.bpmn")] == [folder.name] == [process.id]


def test_every_user_task_tells_its_person_what_to_do_and_has_a_form_of_this_bundle(
    bundle: Bundle, process: Process
) -> None:
    forms = {file.form.id for file in bundle.forms}
    used = set()
    for node in process.walk():
        if isinstance(node.behavior, UserTaskBehavior):
            form = node.behavior.form
            assert node.documentation, node.id
            assert form is not None, node.id
            assert form.form_id is not None, node.id
            assert form.binding is Binding.DEPLOYMENT, node.id
            used.add(form.form_id.text)
    assert used == forms


def test_every_form_has_labels_on_all_its_fields(bundle: Bundle) -> None:
    assert [field.path for file in bundle.forms for field in fields(file.form) if not field.label] == []


def test_every_user_task_writes_only_what_it_maps_out(process: Process) -> None:
    tasks = [node for node in process.walk() if isinstance(node.behavior, UserTaskBehavior)]
    assert [node.id for node in tasks if not node.outputs] == []


def test_every_candidate_group_is_a_role_of_the_pack(process: Process) -> None:
    roles = {group.role for group in load_pack("tra_bong_2025").groups}
    named = {
        name.strip().removeprefix(RECEIVER)
        for node in process.walk()
        if isinstance(node.behavior, UserTaskBehavior) and node.behavior.candidate_groups is not None
        for name in node.behavior.candidate_groups.text.split(",")
    }
    assert named - roles == set()


def test_every_job_type_and_header_is_described(process: Process) -> None:
    behaviors = [node.behavior for node in process.walk() if isinstance(node.behavior, JobBehavior)]
    described = [line for line in README.splitlines() if line.startswith("| `quytrinh:")]
    for behavior in behaviors:
        [row] = [line for line in described if line.startswith(f"| `{behavior.type.text}` |")]
        assert all(f"`{word}`" in row for pair in behavior.headers.items() for word in pair), behavior


def test_every_called_process_is_here_too(process: Process, scenarios: dict[str, Any]) -> None:
    called = {node.behavior.process_id.text for node in process.walk() if isinstance(node.behavior, CallBehavior)}
    assert called == set(scenarios.get("needs", ()))
    assert called <= {folder.name for folder in FOLDERS}


def test_the_page_for_readers_tells_purpose_and_legal_bases(folder: Path) -> None:
    page = (folder / "README.vi.md").read_text(encoding="utf-8")
    assert "**Mục đích.**" in page
    assert "**Căn cứ.**" in page


def test_scenarios_name_only_elements_that_exist(folder: Path, scenarios: dict[str, Any]) -> None:
    known = {node.id for name in (folder.name, *scenarios.get("needs", ())) for node in _process(name).walk()}
    assert {element for scenario in scenarios["scenarios"] for element in _named(scenario, scenarios)} - known == set()


def test_scenarios_together_visit_every_element(process: Process, scenarios: dict[str, Any]) -> None:
    visited = {element for scenario in scenarios["scenarios"] for element in _path(scenario)}
    assert {node.id for node in process.walk()} - visited == set()


def test_the_plan_form_asks_for_the_fields_of_the_plan() -> None:
    [form] = [form for form in _forms("plan_submission") if form.id == "draft_plan"]
    assert {field.path for field in fields(form)} >= {
        "plan.purpose",
        "plan.requirements",
        "plan.tasks[].content",
        "plan.tasks[].lead",
        "plan.tasks[].partners",
        "plan.tasks[].due",
        "plan.tasks[].product",
        "plan.tasks[].budget",
        "plan.responsible_leader",
        "plan.focal_officer",
        "plan.has_model_registration",
    }


def _read(folder: Path) -> Bundle:
    return read_bundle(
        [
            (path.name, path.read_bytes())
            for path in sorted(folder.iterdir())
            if path.suffix in (".bpmn", ".form", ".dmn")
        ]
    )


def _process(name: str) -> Process:
    return _read(BPMN_FOLDER / name).processes[0].definitions.processes[0]


def _forms(name: str) -> tuple[Form, ...]:
    return tuple(file.form for file in _read(BPMN_FOLDER / name).forms)


def _scenarios(folder: Path) -> dict[str, Any]:
    document = yaml.safe_load((folder / "scenarios.yaml").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    assert document["process"] == folder.name
    return document


def _path(scenario: dict[str, Any]) -> Iterator[str]:
    yield from scenario["expect"].get("path", ())
    if "end" in scenario["expect"]:
        yield scenario["expect"]["end"]


def _named(scenario: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    """Every element id that a scenario names, its fragments included."""
    yield from _path(scenario)
    expectations = [scenario["expect"]]
    for step in _steps(scenario["steps"], document.get("fragments", {})):
        yield from (step[verb] for verb in ("complete", "refuse") if verb in step)
        expectations += [step["expect"]] if "expect" in step else []
    for expected in expectations:
        yield from (*expected.get("open_tasks", ()), *expected.get("not_visited", ()))
        if "task" in expected:
            yield expected["task"]["id"]


def _steps(steps: list[dict[str, Any]], fragments: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for step in steps:
        if "use" in step:
            yield from _steps(fragments[step["use"]], fragments)
        else:
            yield step
