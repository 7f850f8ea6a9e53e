"""`quytrinh openapi` prints the description of the API without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workflows import cli


def test_the_document_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # when
    printed_code = cli.run(["openapi"])
    printed = json.loads(capsys.readouterr().out)
    written_code = cli.run(["openapi", "--output", str(tmp_path / "openapi.json")])

    # then
    assert (printed_code, written_code) == (0, 0)
    assert printed["openapi"].startswith("3.1")
    assert "/v2/process-instances" in printed["paths"]
    assert json.loads((tmp_path / "openapi.json").read_text(encoding="utf-8")) == printed


def test_a_file_that_cannot_be_written_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["openapi", "--output", str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err
