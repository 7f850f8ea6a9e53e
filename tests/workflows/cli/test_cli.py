"""The command line helps in Vietnamese first, tells errors as sentences, and ends with documented codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows import cli, migrations
from workflows.cli.group import COMMANDS


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("DATABASE_URL", "QUYTRINH_DATA", "QUYTRINH_PORT"):
        monkeypatch.delenv(variable, raising=False)


def test_help_lists_every_command_in_vietnamese_and_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0

    told = capsys.readouterr().out
    assert "Quy Trình: hệ thống quy trình điện tử" in told
    assert all(f"\n  {command} " in told for command in COMMANDS)
    assert "Mã thoát" in told


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([command, "--help"]) == 0

    told = capsys.readouterr().out
    assert f"Usage: quytrinh {command}" in told
    assert "(" in told.split("\n\n", 1)[1]


def test_every_file_of_a_command_is_listed() -> None:
    apart = {"__init__", "__main__", "group"}
    files = {file.stem for file in Path(cli.__path__[0]).glob("*.py")} - apart

    assert {name for name in files if not name.startswith("_")} == set(COMMANDS)


def test_settings_are_listed_with_values_and_meaning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    monkeypatch.setenv("QUYTRINH_PORT", "9000")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:hunter2@127.0.0.1/base")
    monkeypatch.setenv("QUYTRINH_PROT", "1")

    # when
    code = cli.run(["settings"])

    # then
    told = capsys.readouterr()
    assert code == 0
    assert "QUYTRINH_PORT = 9000   [mặc định / default: 8000]" in told.out
    assert "Cổng của máy chủ" in told.out
    assert "hunter2" not in told.out
    assert "Có phải ý của bạn là QUYTRINH_PORT?" in told.err


def test_a_bad_setting_is_told_in_both_languages_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUYTRINH_PORT", "http")
    monkeypatch.setenv("QUYTRINH_HTTPS", "perhaps")

    assert cli.run(["settings"]) == 1

    told = capsys.readouterr().err
    assert "Có 2 biến môi trường không dùng được" in told
    assert "- QUYTRINH_HTTPS: QUYTRINH_HTTPS chỉ nhận một trong các giá trị: on, off" in told
    assert "QUYTRINH_HTTPS takes one of these values" in told
    assert "Traceback" not in told


def test_an_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["setings"]) == 2
    assert "setings" in capsys.readouterr().err


def test_migrate_brings_the_bundled_database_to_head_and_may_be_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    monkeypatch.setenv("QUYTRINH_DATA", str(tmp_path / "data"))

    # when
    first, second = cli.run(["migrate"]), cli.run(["migrate"])

    # then
    told = capsys.readouterr().out.splitlines()
    assert (first, second) == (0, 0)
    assert told[0] == f"Đã nâng cấp cơ sở dữ liệu: ∅ → {migrations.head()}. (Migrated.)"
    assert told[1] == f"Cơ sở dữ liệu đã ở phiên bản {migrations.head()}. (Already at {migrations.head()}.)"


def test_migrate_uses_the_database_of_the_environment(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)

    assert cli.run(["migrate"]) == 0
    assert "Already at" in capsys.readouterr().out


def test_a_database_that_does_not_answer_is_told_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://user@/base?host={tmp_path}")

    assert cli.run(["migrate"]) == 1

    told = capsys.readouterr().err
    assert "Không kết nối được với máy chủ PostgreSQL trong DATABASE_URL" in told
    assert "Traceback" not in told
