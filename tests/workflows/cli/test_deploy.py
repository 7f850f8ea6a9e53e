"""`quytrinh deploy`: all files or none, by whom, and what was new."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.bpmn.drawing import BPMN_FOLDER
from tests.engine.diagrams import user_task
from tests.engine.testing.diagrams import line
from workflows import cli


@pytest.fixture
def database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("QUYTRINH_DATA", str(tmp_path / "data"))
    return database_url


@pytest.fixture
def tra_bong(tra_bong_march: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", tra_bong_march)
    monkeypatch.setenv("QUYTRINH_DATA", str(tmp_path / "data"))
    return tra_bong_march


def deployers(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT deployed_by FROM deployment ORDER BY key")]


def test_folders_are_deployed_as_one_and_tell_what_is_new(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    first = cli.run(["deploy", str(BPMN_FOLDER)])
    told = capsys.readouterr().out
    second = cli.run(["deploy", str(BPMN_FOLDER / "receive"), str(BPMN_FOLDER / "README.md")])
    again = capsys.readouterr().out

    assert (first, second) == (0, 0)
    assert "quy trình plan_submission v1: mới / new  (plan_submission.bpmn · Xây dựng và gửi kế hoạch)" in told
    files = [file for file in BPMN_FOLDER.glob("*/*") if file.suffix in (".bpmn", ".form", ".dmn")]
    assert f"(Deployed: {len(files)} new, 0 unchanged.)" in told
    assert "quy trình receive v1: không đổi / unchanged" in again
    assert "(Deployed: 0 new, 3 unchanged.)" in again
    assert deployers(database) == ["system", "system"]


def test_a_bundle_with_a_fault_is_refused_with_its_place(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.bpmn").write_bytes(line(user_task("a"), between=["a"]))
    (tmp_path / "bad.bpmn").write_bytes(b"<!DOCTYPE x []><x/>")

    code = cli.run(["deploy", str(tmp_path)])

    told = capsys.readouterr().err
    assert code == 1
    assert "bad.bpmn" in told
    assert "Traceback" not in told
    assert deployers(database) == []


def test_history_names_the_account_that_deploys(tra_bong: str) -> None:
    assert cli.run(["deploy", str(BPMN_FOLDER / "receive"), "--as", "noi_vu.cqt"]) == 0

    with psycopg.connect(tra_bong) as connection:
        row = connection.execute(
            "SELECT actor FROM history_event WHERE type = 'deployment.created' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    assert row == ("noi_vu.cqt",)
    assert deployers(tra_bong) == ["noi_vu.cqt"]


@pytest.mark.parametrize("username", ["nobody.knows", "tra_binh.cv"])
def test_who_may_not_deploy_is_refused(tra_bong: str, username: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["deploy", str(BPMN_FOLDER / "receive"), "--as", username]) == 1

    assert username in capsys.readouterr().err
    assert deployers(tra_bong) == []


def test_a_database_without_schema_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUYTRINH_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert cli.run(["deploy", str(BPMN_FOLDER / "receive")]) == 1

    told = capsys.readouterr().err
    assert "Hãy chạy “quytrinh migrate”" in told
    assert "Traceback" not in told
