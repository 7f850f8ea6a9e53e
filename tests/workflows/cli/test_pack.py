"""`quytrinh pack` lists packs and loads one, as often as wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows import cli


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("QUYTRINH_DATA", str(tmp_path))


def test_packs_are_listed_with_their_titles(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["pack", "list"]) == 0

    assert "tra_bong_2025  Trà Bồng 2025" in capsys.readouterr().out


def test_a_pack_is_loaded_as_a_draft_and_again_without_harm(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert cli.run(["pack", "load", "tra_bong_2025"]) == 0

        told = capsys.readouterr()
        assert "Đã nạp gói tra_bong_2025." in told.out
        assert "dự thảo" in told.out
        assert "Mật khẩu chung của các tài khoản mẫu" in told.err


def test_a_pack_that_is_not_there_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["pack", "load", "khong_co"]) == 1

    assert "khong_co" in capsys.readouterr().err
