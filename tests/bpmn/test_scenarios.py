"""The processes do what their scenarios say, and the scenarios leave nothing of a diagram out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.testing.suite import SuiteReport, run_suite
from tests.bpmn.drawing import BPMN_FOLDER
from workflows.calendar.files import load_calendar
from workflows.calendar.functions import host_functions

FOLDERS = tuple(sorted(path.parent for path in BPMN_FOLDER.glob("*/*.bpmn")))


@pytest.fixture(scope="module")
def functions() -> Mapping[str, Callable[..., Any]]:
    return host_functions(load_calendar(["vn_2025"]))


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda path: path.name)
def folder(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture(scope="module")
def report(folder: Path, functions: Mapping[str, Callable[..., Any]]) -> SuiteReport:
    return run_suite(folder, functions)


def _told(report: SuiteReport) -> str:
    failed = [finding for result in report.results for finding in result.findings]
    return "\n".join(f"{each.resource}:{each.line} {each.message('en')}" for each in (*report.findings, *failed))


def test_every_scenario_passes(report: SuiteReport) -> None:
    assert report.results
    assert report.is_good, _told(report)


def test_every_scenario_passes_with_the_state_saved_and_loaded_at_every_step(
    folder: Path, functions: Mapping[str, Callable[..., Any]], report: SuiteReport
) -> None:
    stored = run_suite(folder, functions, is_stored=True)

    assert stored.is_good, _told(stored)
    for one, other in zip(report.results, stored.results, strict=True):
        assert [case.facts for case in one.cases] == [case.facts for case in other.cases]
        assert [case.variables for case in one.cases] == [case.variables for case in other.cases]


def test_the_scenarios_reach_every_element_and_take_every_flow(report: SuiteReport) -> None:
    [coverage] = report.coverage

    assert [missing.id for missing in coverage.missing_elements] == []
    assert [missing.id for missing in coverage.missing_flows] == []
    assert coverage.percent == 100
