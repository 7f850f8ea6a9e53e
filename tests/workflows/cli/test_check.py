"""`quytrinh check`: what is wrong with its place, the scenarios, the coverage, and an exit code to build on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.bpmn.drawing import BPMN_FOLDER
from tests.engine.diagrams import bpmn, flow, user_task
from tests.engine.testing.diagrams import END, START, line
from workflows import cli

DIAGRAM = bpmn(
    START
    + user_task("a")
    + '<bpmn:exclusiveGateway id="known" default="known_end" />'
    + END
    + '<bpmn:endEvent id="other" name="Xong" />'
    + flow("start", "a")
    + flow("a", "known")
    + flow("known", "end")
    + flow("known", "other", "n = 1")
)
SCENARIO = "process: p\nscenarios:\n  - {name: thường, steps: [{complete: a}], expect: {end: end}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process folder; the tests run beside it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "p.bpmn").write_bytes(DIAGRAM)
    (folder / "scenarios.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.run(["check", *arguments])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    return code, told.out


def check_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code, told = check(capsys, "--json", *arguments)
    return code, json.loads(told)


def test_the_processes_of_this_repository_are_good_and_covered(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = check(capsys, "--coverage", "100", str(BPMN_FOLDER))

    assert code == 0
    assert re.search(r"Đạt: (\d+)/\1 kịch bản đạt. \(Good: \1/\1 scenarios pass.\)", told)
    assert "plan_submission" in told


def test_what_no_scenario_reaches_is_told_and_is_no_error_by_itself(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = check(capsys, "p")

    assert code == 0
    assert "p/p.bpmn:8: chưa kịch bản nào qua phần tử / element other “Xong” (not reached)" in told
    assert "luồng / flow known_other" in told
    assert "1/1" in told


def test_less_coverage_than_asked_for_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "p", "--coverage", "77")[0] == 0
    assert check(capsys, "p", "--coverage", "78")[0] == 1


def test_a_scenario_that_fails_is_told_with_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "scenarios.yaml").write_text(SCENARIO.replace("end: end", "end: other"), encoding="utf-8")

    code, told = check(capsys, "p")

    assert code == 1
    assert "p/scenarios.yaml:3: lỗi / error: Kịch bản «thường», phần expect cuối: hồ sơ phải kết thúc tại" in told
    assert "(Scenario «thường», the last expect:" in told
    assert "Chưa đạt: 0/1 kịch bản đạt." in told


def test_a_diagram_that_would_be_refused_is_told_with_file_and_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "p.bpmn").write_bytes(DIAGRAM.replace(b'targetRef="other"', b'targetRef="gone"'))

    code, told = check(capsys, "p")

    assert code == 1
    assert "p/p.bpmn:" in told
    assert "lỗi / error" in told


def test_a_warning_is_no_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "p.bpmn").write_bytes(DIAGRAM.replace(b' default="known_end"', b""))
    (folder / "scenarios.yaml").unlink()

    code, told = check(capsys, "p")

    assert (code, "lưu ý / warning" in told) == (1, False)
    (folder / "p.bpmn").write_bytes(
        DIAGRAM.replace(b' default="known_end"', b"").replace(
            b'id="known_end" sourceRef="known" targetRef="end">',
            b'id="known_end" sourceRef="known" targetRef="end"><bpmn:conditionExpression '
            b'xsi:type="bpmn:tFormalExpression">=n != 1</bpmn:conditionExpression>',
        )
    )
    code, told = check(capsys, "p")
    assert (code, "lưu ý / warning" in told) == (0, True)


def test_a_folder_of_folders_stands_for_those_with_diagrams(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder.parent / "notes").mkdir()
    (folder.parent / "q").mkdir()
    (folder.parent / "q" / "q.bpmn").write_bytes(line(user_task("a"), between=["a"], process_id="q"))

    code, result = check_json(capsys, ".")

    assert code == 0
    assert [each["folder"] for each in result["folders"]] == ["p", "q"]


def test_single_files_are_checked_together_without_scenarios(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.bpmn").write_bytes(b"<definitions")

    good = check_json(capsys, "p/p.bpmn")
    code, broken = check_json(capsys, "p/p.bpmn", "p/broken.bpmn", "p/scenarios.yaml")

    assert good[0] == 0
    assert code == 1
    [finding] = broken["folders"][0]["findings"]
    assert (finding["file"], finding["severity"]) == ("p/broken.bpmn", "error")


def test_json_has_everything_for_programs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, result = check_json(capsys, "p")

    assert (code, result["is_good"]) == (0, True)
    [told] = result["folders"]
    assert told["scenarios"] == [{"name": "thường", "line": 3, "has_passed": True, "findings": []}]
    [coverage] = told["coverage"]
    assert (coverage["process"], coverage["file"]) == ("p", "p/p.bpmn")
    assert (coverage["elements"], coverage["flows"], coverage["percent"]) == (5, 4, 77)
    assert [each["id"] for each in coverage["missing_elements"]] == ["other"]
    assert [each["id"] for each in coverage["missing_flows"]] == ["known_other"]


def test_a_path_without_diagrams_is_refused_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", str(tmp_path)]) == 1
    assert "Không tìm thấy tệp .bpmn, .form hoặc .dmn nào" in capsys.readouterr().err
    assert cli.run(["check", str(tmp_path / "gone")]) == 2
