"""`quytrinh check`: checks diagrams and forms, runs their scenarios, and tells what these leave out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from engine.errors import Finding, Problems
from engine.model.bundle import read_bundle
from engine.testing import Coverage, SuiteReport, run_suite, scenario_names
from workflows.calendar.files import calendar_names, load_calendar
from workflows.calendar.functions import host_functions
from workflows.cli import _bundles

FAILED = 1

_HELP = """Kiểm tra sơ đồ, biểu mẫu và chạy các kịch bản trong scenarios.yaml, không cần cơ sở dữ liệu.

PATH là thư mục của một quy trình, thư mục chứa nhiều thư mục như vậy, hoặc từng tệp (chỉ kiểm tra, không chạy kịch
bản). Thoát với mã 1 nếu có lỗi, có kịch bản không đạt, hoặc độ phủ thấp hơn --coverage; cảnh báo không tính là lỗi.

(Check diagrams and forms and run the scenarios of scenarios.yaml, without a database. PATH is the folder of a process,
a folder of such folders, or single files, which are checked only. Exit code 1 for errors, for scenarios that fail, and
for less coverage than --coverage asks for; warnings are no errors.)"""


@click.command("check", short_help="Kiểm tra sơ đồ, chạy kịch bản. (Check diagrams, run scenarios.)", help=_HELP)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="In kết quả dạng JSON. (Print the result as JSON.)")
@click.option(
    "--coverage",
    "wanted",
    type=click.IntRange(0, 100),
    default=0,
    metavar="PERCENT",
    help="Độ phủ tối thiểu của mỗi sơ đồ có kịch bản. (Least coverage of each diagram that has scenarios.)",
)
def command(paths: tuple[Path, ...], is_json: bool, wanted: int) -> int:
    found = _bundles.find(paths)
    reports = _run(found.folders)
    if found.files:
        reports.append(SuiteReport(folder=Path.cwd() / "files", findings=_file_findings(found.files)))
    is_covered = all(each.percent >= wanted for report in reports for each in report.coverage)
    is_good = is_covered and all(report.is_good for report in reports)
    if is_json:
        click.echo(json.dumps(_as_json(reports, is_good), ensure_ascii=False, indent=2))
    else:
        _show(reports, is_good, wanted)
    return 0 if is_good else FAILED


def _run(folders: Sequence[Path]) -> list[SuiteReport]:
    functions = host_functions(load_calendar(calendar_names()))
    reports = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        total = sum(len(scenario_names(folder.resolve())) for folder in folders)
        task = progress.add_task("Đang chạy kịch bản… (running scenarios)", total=total)
        for folder in folders:
            report = run_suite(folder.resolve(), functions, on_scenario=lambda _: progress.advance(task))
            reports.append(report)
    return reports


def _file_findings(files: Iterable[Path]) -> tuple[Finding, ...]:
    try:
        return read_bundle([(str(file), file.read_bytes()) for file in files]).findings
    except Problems as problems:
        return problems.findings


# -- for people -------------------------------------------------------------------------------------------------------


def _show(reports: Sequence[SuiteReport], is_good: bool, wanted: int) -> None:
    for report in reports:
        for finding in (*report.findings, *(each for result in report.results for each in result.findings)):
            _show_finding(report, finding)
    results = [result for report in reports for result in report.results]
    if results:
        Console().print(_table(reports))
        for report in reports:
            for coverage in report.coverage:
                _show_missing(report, coverage, is_error=coverage.percent < wanted)
    passed = sum(result.has_passed for result in results)
    vi, en = ("Đạt", "Good") if is_good else ("Chưa đạt", "Not good")
    count = f"{passed}/{len(results)}"
    text = f"{vi}: {count} kịch bản đạt. ({en}: {count} scenarios pass.)"
    click.secho(text, fg="green" if is_good else "red", bold=True)


def _show_finding(report: SuiteReport, finding: Finding) -> None:
    file = _path(report, finding.resource)
    place = f"{file}:{finding.line}" if finding.line else file
    kind, colour = ("lỗi / error", "red") if finding.severity == "error" else ("lưu ý / warning", "yellow")
    click.echo(f"{place}: {click.style(kind, fg=colour)}: {finding.message('vi')}")
    click.echo(f"    ({finding.message('en')})")


def _table(reports: Sequence[SuiteReport]) -> Table:
    table = Table(title="Kịch bản và độ phủ / scenarios and coverage")
    table.add_column("Quy trình / process")
    for heading in ("Kịch bản / scenarios", "Phần tử / elements", "Luồng / flows", "%"):
        table.add_column(heading, justify="right")
    for report in reports:
        passed = f"{sum(result.has_passed for result in report.results)}/{len(report.results)}"
        for each in report.coverage:
            elements = f"{each.element_count - len(each.missing_elements)}/{each.element_count}"
            flows = f"{each.flow_count - len(each.missing_flows)}/{each.flow_count}"
            table.add_row(each.process.id, passed, elements, flows, str(each.percent))
    return table


def _path(report: SuiteReport, resource: str | None) -> str:
    """A resource of a report (``folder/file``) as a path from here, which an editor can open."""
    return os.path.relpath(report.folder.parent / resource) if resource else "-"


def _show_missing(report: SuiteReport, coverage: Coverage, *, is_error: bool) -> None:
    for kind, missing in (("phần tử / element", coverage.missing_elements), ("luồng / flow", coverage.missing_flows)):
        for each in missing:
            name = f" “{each.name}”" if each.name else ""
            place = f"{_path(report, coverage.resource)}:{each.line}"
            text = f"{place}: chưa kịch bản nào qua {kind} {each.id}{name} (not reached)"
            click.secho(text, fg="red" if is_error else "yellow")


# -- for programs -----------------------------------------------------------------------------------------------------


def _as_json(reports: Sequence[SuiteReport], is_good: bool) -> dict[str, Any]:
    return {
        "is_good": is_good,
        "folders": [
            {
                "folder": report.folder.name,
                "findings": [_finding_json(report, finding) for finding in report.findings],
                "scenarios": [
                    {
                        "name": result.scenario.name,
                        "line": result.scenario.line,
                        "has_passed": result.has_passed,
                        "findings": [_finding_json(report, finding) for finding in result.findings],
                    }
                    for result in report.results
                ],
                "coverage": [_coverage_json(report, coverage) for coverage in report.coverage],
            }
            for report in reports
        ],
    }


def _finding_json(report: SuiteReport, finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity,
        "code": finding.code,
        "file": _path(report, finding.resource),
        "line": finding.line,
        "element_id": finding.element_id,
        "path": finding.path,
        "message_vi": finding.message("vi"),
        "message_en": finding.message("en"),
    }


def _coverage_json(report: SuiteReport, coverage: Coverage) -> dict[str, Any]:
    return {
        "process": coverage.process.id,
        "file": _path(report, coverage.resource),
        "percent": coverage.percent,
        "elements": coverage.element_count,
        "missing_elements": [{"id": each.id, "line": each.line} for each in coverage.missing_elements],
        "flows": coverage.flow_count,
        "missing_flows": [{"id": each.id, "line": each.line} for each in coverage.missing_flows],
    }
