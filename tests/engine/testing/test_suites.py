"""A folder of diagrams, forms and scenarios is checked as a whole, and what its scenarios leave out is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.testing import SuiteReport, run_suite
from tests.engine.diagrams import user_task
from tests.engine.testing.diagrams import (
    NAME_FORM,
    call,
    catch_message,
    form,
    line,
    message,
    wait,
)
from tests.engine.testing.test_scenarios import DIAGRAM


def _folder(path: Path, scenarios: str | None, **files: bytes | str) -> Path:
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        (path / name.replace("__", ".")).write_bytes(content.encode() if isinstance(content, str) else content)
    if scenarios is not None:
        (path / "scenarios.yaml").write_text(scenarios, encoding="utf-8")
    return path


def _codes(report: SuiteReport) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.resource) for finding in report.findings]


def test_what_no_scenario_reaches_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        "process: p\nscenarios:\n  - {name: a, steps: [{complete: ask, variables: {name: An}}], expect: {end: end}}\n"
    )
    folder = _folder(tmp_path / "p", text, p__bpmn=DIAGRAM, name__form=NAME_FORM)

    report = run_suite(folder, {})

    [coverage] = report.coverage
    assert report.is_good
    assert [missing.id for missing in coverage.missing_elements] == ["late", "register", "registered", "too_late"]
    assert [missing.id for missing in coverage.missing_flows] == [
        "known_register",
        "register_registered",
        "late_too_late",
    ]
    assert all(missing.line > 1 for missing in (*coverage.missing_elements, *coverage.missing_flows))
    assert (coverage.element_count, coverage.flow_count, coverage.percent) == (8, 6, 50)


def test_folders_that_a_folder_needs_are_deployed_with_it_and_measured_by_themselves(tmp_path: Path) -> None:
    # given
    child = line(user_task("inner"), between=["inner"], process_id="child")
    _folder(tmp_path / "child", None, child__bpmn=child, f__form=form("f"))
    parent = line(call("sub", "child"), between=["sub"])
    text = "process: p\nneeds: [child]\nscenarios:\n  - {name: a, steps: [{complete: inner}], expect: {end: end}}\n"
    folder = _folder(tmp_path / "p", text, p__bpmn=parent, f__form=form("f"))

    # when
    report = run_suite(folder, {})

    # then
    assert _codes(report) == [("deployment.id_twice", "p/f.form")]
    (tmp_path / "child" / "f.form").unlink()
    report = run_suite(folder, {})
    assert (report.is_good, _codes(report)) == (True, [])
    assert [(each.process.id, each.resource, each.percent) for each in report.coverage] == [("p", "p/p.bpmn", 100)]


def test_a_diagram_with_errors_is_not_run(tmp_path: Path) -> None:
    text = "process: p\nscenarios: [{name: a, expect: {}}]\n"
    folder = _folder(tmp_path / "p", text, p__bpmn=DIAGRAM)

    report = run_suite(folder, {})

    assert not report.is_good
    assert _codes(report) == [("deployment.bound_resource_missing", "p/p.bpmn")]
    assert report.results == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("process: q\nscenarios: []\n", "scenarios.process_missing"),
        ("process: p\nneeds: [gone]\nscenarios: []\n", "scenarios.folder_missing"),
        ("process: p\n", "scenarios.field_missing"),
    ],
)
def test_a_scenario_file_that_cannot_be_used_is_a_finding(tmp_path: Path, text: str, code: str) -> None:
    folder = _folder(tmp_path / "p", text, p__bpmn=DIAGRAM, name__form=NAME_FORM)

    report = run_suite(folder, {})

    assert not report.is_good
    assert _codes(report) == [(code, "p/scenarios.yaml")]


def test_a_folder_without_scenarios_is_checked_only(tmp_path: Path) -> None:
    report = run_suite(_folder(tmp_path / "p", None, p__bpmn=DIAGRAM, name__form=NAME_FORM), {})

    assert report.is_good
    assert (report.results, report.coverage) == ((), ())


def test_one_message_is_taken_by_one_subscription_only(tmp_path: Path) -> None:
    diagram = line(
        catch_message("heard", "reply"), wait("pause", "P1D"), between=["heard", "pause"], root=message("reply")
    )
    text = """process: p
variables: {code: A}
scenarios:
  - name: a
    steps:
      - {message: reply, correlation_key: A, variables: {answer: 1}}
      - advance_by: P1D
    expect: {end: end, variables: {answer: 1}}
"""

    assert run_suite(_folder(tmp_path / "p", text, p__bpmn=diagram), {}).is_good
