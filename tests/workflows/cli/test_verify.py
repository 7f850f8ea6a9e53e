"""`quytrinh verify`: a verdict in plain words, an exit code, a record of the visit, and evidence to take away."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from engine.actor import SYSTEM
from engine.commands.create_process_instance import CreateProcessInstance
from engine.commands.deploy_resources import DeployResources
from engine.history.body import Place
from engine.history.erasure import erase_payloads
from engine.history.events import StreamKind
from engine.history.recorder import Recorder
from engine.history.signing import signing_key
from engine.persistence.database import open_database
from tests.architecture.source import ROOT
from tests.engine.diagrams import THREE_TASKS
from workflows import cli
from workflows.settings import Settings
from workflows.wiring import wire

VERIFIER = ROOT / "tools" / "verify" / "verify_history.py"


class Store:
    """A database with one case, and a data folder for the key."""

    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data
        with wire(Settings(database_url=url), handlers={}) as program:
            program.engine.execute(DeployResources(resources=(("p.bpmn", THREE_TASKS),)), SYSTEM)
            self.key = program.engine.execute(CreateProcessInstance(process_id="p"), SYSTEM).process_instance_key

    def tamper(self, sql: str) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute("ALTER TABLE history_event DISABLE TRIGGER ALL")
            connection.execute(sql)

    def visits(self) -> list[str]:
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(
                "SELECT type FROM history_event WHERE type IN ('history.verified', 'history.exported') ORDER BY seq"
            )
            return [row[0] for row in rows]


@pytest.fixture
def store(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("QUYTRINH_DATA", str(tmp_path / "data"))
    return Store(database_url, tmp_path / "data")


def test_an_untouched_store_is_intact_and_the_visit_is_recorded(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["verify", "--all"]) == 0

    told = capsys.readouterr().out
    assert "Nguyên vẹn" in told
    assert "(Intact" in told
    assert store.visits() == ["history.verified"]


def test_one_case_is_verified_by_its_key(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["verify", str(store.key)]) == 0
    assert "Đã đọc 1 chuỗi, 1 sự kiện" in capsys.readouterr().out

    assert cli.run(["verify", "1"]) == 1
    assert "Không có lịch sử" in capsys.readouterr().err


def test_a_changed_row_is_named_and_the_exit_code_says_so(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    store.tamper(f"UPDATE history_event SET actor = 'người khác' WHERE stream_kind = 1 AND stream_key = {store.key}")

    one, everything = cli.run(["verify", str(store.key)]), cli.run(["verify", "--all"])

    told = capsys.readouterr().out
    assert (one, everything) == (1, 1)
    assert str(store.key) in told
    assert "(Broken" in told


def test_what_was_lawfully_erased_is_told_and_is_no_failure(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    database = open_database(store.url)
    with database.begin() as connection:
        place = Place(int(StreamKind.PROCESS_INSTANCE), store.key, 1, 0)
        erase_payloads(
            connection, Recorder(), [place], actor=SYSTEM, ground="Yêu cầu số 1 (mẫu)", now=datetime.now(UTC)
        )
    database.dispose()

    assert cli.run(["verify", str(store.key)]) == 0

    told = capsys.readouterr().out
    assert "1 nội dung đã xóa" in told
    assert "Nguyên vẹn: không có gì" not in told


def test_a_checkpoint_is_signed_first_when_asked_for_and_known_again_by_its_hash(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    # given
    assert cli.run(["verify", "--all", "--checkpoint"]) == 0
    told = capsys.readouterr().out
    assert "Đã ký điểm kiểm chứng 1." in told
    newest = re.search(r"newest checkpoint: (1:[0-9a-f]{64})", told)
    assert newest is not None

    # when
    known = cli.run(["verify", "--all", "--known", newest[1]])
    other = cli.run(["verify", "--all", "--known", f"1:{'0' * 64}"])
    missing = cli.run(["verify", "--all", "--known", f"2:{'0' * 64}"])
    unreadable = cli.run(["verify", "--all", "--known", "one"])

    # then
    assert (known, other, missing, unreadable) == (0, 1, 1, 1)


def test_a_checkpoint_of_another_key_needs_that_key(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    assert cli.run(["verify", "--all", "--checkpoint"]) == 0
    pem = tmp_path / "public_key.pem"
    pem.write_bytes(signing_key(store.data).public.pem())

    # when
    monkeypatch.setenv("QUYTRINH_DATA", str(tmp_path / "elsewhere"))
    without, with_it = cli.run(["verify", "--all"]), cli.run(["verify", "--all", "--public-key", str(pem)])

    # then
    assert (without, with_it) == (1, 0)
    pem.write_text("no key", encoding="utf-8")
    assert cli.run(["verify", "--all", "--public-key", str(pem)]) == 1


@pytest.mark.parametrize("name", ["evidence", "evidence.zip"])
def test_the_evidence_of_a_case_verifies_without_the_program(store: Store, tmp_path: Path, name: str) -> None:
    # given
    target, folder, pem = tmp_path / name, tmp_path / "evidence", tmp_path / "public_key.pem"
    assert cli.run(["verify", str(store.key), "--checkpoint", "--export", str(target)]) == 0
    if name.endswith(".zip"):
        zipfile.ZipFile(target).extractall(folder)
    pem.write_bytes(signing_key(store.data).public.pem())

    # when
    arguments = [sys.executable, str(VERIFIER), str(folder), "--key", str(pem)]
    done = subprocess.run(arguments, capture_output=True, check=False)

    # then
    assert done.returncode == 0, done.stdout
    assert store.visits() == ["history.verified", "history.exported"]


def test_who_may_not_verify_sees_nothing(
    tra_bong_march: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", tra_bong_march)
    monkeypatch.setenv("QUYTRINH_DATA", str(tmp_path / "data"))

    officer = cli.run(["verify", "--all", "--as", "tra_binh.cv"])
    refused = capsys.readouterr()
    auditor = cli.run(["verify", "--all", "--as", "thanh_tra.ttv"])

    assert (officer, auditor) == (1, 0)
    assert "Nguyên vẹn" not in refused.out


@pytest.mark.parametrize("arguments", [[], ["7", "--all"], ["--all", "--export", "x"], ["seven"]])
def test_wrong_usage_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["verify", *arguments]) == 2
    assert "Traceback" not in capsys.readouterr().err
