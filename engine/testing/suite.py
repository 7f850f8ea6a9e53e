"""A folder of ``bpmn/``: its diagrams are read and checked, its scenarios run, and what they reach is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import Finding, Problems, QuyTrinhError
from engine.model.bundle import Bundle, read_bundle
from engine.testing.coverage import Coverage
from engine.testing.library import Library, read_source
from engine.testing.scenario import Scenario, ScenarioFile
from engine.testing.scenario_reader import read_scenarios
from engine.testing.scenario_run import ScenarioResult, run_scenario
from engine.testing.yaml_text import refuse

SCENARIOS = "scenarios.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteReport:
    """`findings` are those of diagrams, forms and of the scenario file as such; resources are named ``folder/file``.
    `results` is empty when there are no scenarios, or errors among the findings."""

    folder: Path
    findings: tuple[Finding, ...]
    results: tuple[ScenarioResult, ...] = ()
    coverage: tuple[Coverage, ...] = ()

    @property
    def is_good(self) -> bool:
        """Nothing is wrong: warnings do not count, and neither does what no scenario reaches."""
        has_errors = any(finding.severity == "error" for finding in self.findings)
        return not has_errors and all(result.has_passed for result in self.results)


def run_suite(
    folder: Path,
    functions: Mapping[str, Callable[..., Any]],
    *,
    is_stored: bool = False,
    on_scenario: Callable[[Scenario], None] = lambda _: None,
) -> SuiteReport:
    """Check a folder; `on_scenario` hears of each scenario before it runs. Raises OSError when it cannot be read."""
    try:
        bundle = read_bundle(_named(folder))
        file = _scenario_file(folder)
        if file is None:
            return SuiteReport(folder=folder, findings=bundle.findings)
        library = _library(folder, bundle, file)
    except Problems as problems:
        return SuiteReport(folder=folder, findings=problems.findings)
    except QuyTrinhError as error:
        finding = Finding(code=error.error_code, fields=error.fields, resource=folder.name)
        return SuiteReport(folder=folder, findings=(finding,))
    results = []
    for scenario in file.scenarios:
        on_scenario(scenario)
        results.append(run_scenario(scenario, file, library, functions, is_stored=is_stored))
    return SuiteReport(
        folder=folder, findings=bundle.findings, results=tuple(results), coverage=_coverage(bundle, results)
    )


def scenario_names(folder: Path) -> tuple[str, ...]:
    """The scenarios of a folder, for a progress bar; none when its file cannot be read."""
    try:
        file = _scenario_file(folder)
    except Problems:
        return ()
    return () if file is None else tuple(scenario.name for scenario in file.scenarios)


def _scenario_file(folder: Path) -> ScenarioFile | None:
    path = folder / SCENARIOS
    if not path.is_file():
        return None
    name = f"{folder.name}/{SCENARIOS}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        refuse("scenarios.not_yaml", name, None, detail="not UTF-8")
    return read_scenarios(text, name)


def _named(folder: Path) -> list[tuple[str, bytes]]:
    return [(f"{folder.name}/{name}", data) for name, data in read_source(folder)]


def _library(folder: Path, bundle: Bundle, file: ScenarioFile) -> Library:
    """The folder and what it needs, deployed as one bundle."""
    own = [process.id for each in bundle.processes for process in each.definitions.processes]
    if file.process_id not in own:
        refuse("scenarios.process_missing", file.name, 1, process_id=file.process_id, known=", ".join(own) or "∅")
    needed = [folder.parent / name for name in file.needs]
    for need in needed:
        if not need.is_dir():
            refuse("scenarios.folder_missing", file.name, 1, name=need.name)
    library = Library()
    library.deploy([source for each in (*needed, folder) for source in _named(each)])
    return library


def _coverage(bundle: Bundle, results: Iterable[ScenarioResult]) -> tuple[Coverage, ...]:
    found = {
        process.id: Coverage(process, each.resource.name)
        for each in bundle.processes
        for process in each.definitions.processes
    }
    for case in (case for result in results for case in result.cases):
        _add(found, case.entered, lambda coverage: coverage.entered)
        _add(found, case.flows, lambda coverage: coverage.taken)
    return tuple(found.values())


def _add(found: Mapping[str, Coverage], places: Sequence[tuple[str, str]], of: Callable[[Coverage], set[str]]) -> None:
    for process_id, identifier in places:
        if process_id in found:
            of(found[process_id]).add(identifier)
